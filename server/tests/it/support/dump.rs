//! Dumps of all rows of all tables, to prove that nothing was written.

use super::App;
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, Statement};
use std::collections::BTreeMap;

/// Rows of each table as sorted JSON texts.
pub type Dump = BTreeMap<String, Vec<String>>;

impl App {
    /// Reads every row of the database.
    pub async fn dump(&self) -> Dump {
        let db = &self.services.db;
        let sqlite = db.get_database_backend() == DbBackend::Sqlite;
        let tables = if sqlite {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        } else {
            "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public'"
        };
        let mut dump = Dump::new();
        // Limits of attempts count what was refused: that is what they are for.
        for table in texts(db, tables, "name").await.into_iter().filter(|table| table != "attempt_limit") {
            let rows = if sqlite {
                let columns = texts(db, &format!("SELECT name FROM pragma_table_info('{table}')"), "name").await;
                let columns: Vec<_> = columns.iter().map(|column| format!("'{column}', \"{column}\"")).collect();
                format!("SELECT json_object({}) AS line FROM \"{table}\" ORDER BY 1", columns.join(", "))
            } else {
                format!("SELECT row_to_json(t)::text AS line FROM \"{table}\" t ORDER BY 1")
            };
            let rows = texts(db, &rows, "line").await;
            dump.insert(table, rows);
        }
        dump
    }
}

async fn texts(db: &DatabaseConnection, sql: &str, column: &str) -> Vec<String> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get("", column).unwrap()).collect()
}

/// Lists the rows that are in only one of two dumps, for failure messages.
pub fn difference(before: &Dump, after: &Dump) -> Vec<String> {
    let of = |dump: &Dump, table: &str| dump.get(table).cloned().unwrap_or_default();
    let tables = before.keys().chain(after.keys().filter(|table| !before.contains_key(*table)));
    tables
        .flat_map(|table| {
            let (old, new) = (of(before, table), of(after, table));
            let removed = old.iter().filter(|row| !new.contains(row)).map(|row| format!("{table} - {row}"));
            let added = new.iter().filter(|row| !old.contains(row)).map(|row| format!("{table} + {row}"));
            removed.chain(added).collect::<Vec<_>>()
        })
        .collect()
}
