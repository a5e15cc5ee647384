//! Rows with every column that stores a code, and writing a raw text to one of them.

use super::ANNA;
use crate::{
    support::{ACCOUNT, App},
    uploads::form,
};
use app::{
    AppError,
    pages::{expected::dto::AnnouncementForm, queue::dto::DecisionInput, users::dto::Choice},
};
use esecure::{
    id::{ProfileId, RequestId, SwitchPlanId},
    policy::DomainList,
};
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter as _, Statement,
    sea_query::{Alias, Expr, ExprTrait as _},
};
use server::{
    error::ServiceError,
    store::{self, Transaction},
};

/// Creates an account with at least one row in every table whose columns are probed; one with a decision, where a
/// decision may be stored.
pub async fn every_row(app: &App) {
    app.enforced_account(ACCOUNT, &[ANNA, "bram@voorbeeld.example"]).await;
    let seats = app.signed_in(ANNA).await.seats;
    app.add_domain(&seats[0], DomainList::Authorised, "covered.test").await;
    let announcement = AnnouncementForm {
        who: "expected@acme.test".to_owned(),
        reference: "PO 1".to_owned(),
        last_day: "2026-12-31".to_owned(),
    };
    app.services.announce(&seats[0], announcement).await.unwrap();
    app.commits(&seats[0], form("email\nbob@acme.test\nno\n")).await;
    app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
    let id = RequestId::parse(&app.shipper("ann@acme.test").ships_on(ACCOUNT).await.request()).unwrap();
    app.services.decide_many(&seats, vec![id], DecisionInput::bare(Choice::Approve)).await.unwrap();
    let (plan, profile) = (SwitchPlanId::from_bytes([1; 16]), ProfileId::from_bytes([2; 16]));
    let db = &app.services.db;
    let insert = format!(
        "INSERT INTO switch_plan (id, account_id, switch_at, set_by, set_by_name, set_at, ended_at, ending, notices, \
         noticed_to) SELECT '{plan}', id, 1, '{profile}', 'Anna', 1, 1, 'switched', FALSE, '' FROM account"
    );
    db.execute_unprepared(&insert).await.unwrap();
}

/// A row that is overwritten within a transaction and read through its entity. The transaction is rolled back.
pub struct Probe {
    tx: Transaction,
    table: &'static str,
    pub column: &'static str,
    /// Condition that only this row meets.
    filter: String,
    /// Key of the row, as an error writes it.
    key: String,
}

/// Key columns of the tables without `id`, in the order in which an error writes those that it knows.
fn keys(table: &str) -> &'static [&'static str] {
    match table {
        "journal" | "journal_personal" | "journal_address" => &["account_id", "seq"],
        "user_application" => &["user_id", "application_id"],
        "decision_link" => &["token_hash", "request_id", "administrator_id"],
        "password_link" => &["token_hash", "profile_id"],
        "upload_address" => &["upload_id", "user_id"],
        _ => &["id"],
    }
}

impl Probe {
    /// Begins with one row of `place`, a table and a column: `account_user.standing`.
    pub async fn begin(app: &App, place: &'static str) -> Self {
        let (table, column) = place.split_once('.').unwrap();
        let tx = store::begin(&app.services.db).await.unwrap();
        let backend = tx.get_database_backend();
        // Identifiers are overwritten too, so rows may refer to nothing until the rollback.
        let free = match backend {
            DbBackend::Postgres => "SET LOCAL session_replication_role = 'replica'",
            _ => "PRAGMA defer_foreign_keys = ON",
        };
        tx.execute_unprepared(free).await.unwrap();
        let all = keys(table);
        let columns: Vec<_> = all.iter().map(|key| format!("CAST({key} AS TEXT) AS {key}")).collect();
        let select = format!("SELECT {} FROM {table} ORDER BY 1 LIMIT 1", columns.join(", "));
        let row = tx.query_one_raw(Statement::from_string(backend, select)).await.unwrap();
        let row = row.unwrap_or_else(|| panic!("no row in {table}"));
        let values: Vec<(&str, String)> = all.iter().map(|key| (*key, row.try_get("", key).unwrap())).collect();
        let told = values.iter().filter(|(key, _)| *key == "id" || *key != column);
        let told: Vec<_> = told.map(|(key, value)| format!("{key} {value}")).collect();
        let filter: Vec<_> = values.iter().map(|(key, value)| format!("{key} = '{value}'")).collect();
        Self { tx, table, column, filter: filter.join(" AND "), key: told.join(", ") }
    }

    /// Stores a raw text, or NULL.
    pub async fn store(&self, text: Option<&str>) {
        let set = format!("UPDATE {} SET \"{}\" = $1 WHERE {}", self.table, self.column, self.filter);
        let set = Statement::from_sql_and_values(self.tx.get_database_backend(), set, [text.into()]);
        assert!(self.tx.execute_raw(set).await.unwrap().rows_affected() > 0, "{}.{}", self.table, self.column);
    }

    /// Stores a text and reads its row.
    pub async fn read<E: EntityTrait>(&self, text: Option<&str>) -> Result<E::Model, DbErr> {
        self.store(text).await;
        let found = E::find().filter(Expr::cust(self.filter.clone())).one(&*self.tx).await;
        found.map(|row| row.unwrap_or_else(|| panic!("{} has no row {}", self.table, self.filter)))
    }

    /// Stores a text and reads the row by it.
    pub async fn read_stored<E: EntityTrait>(&self, text: &str) -> Result<Option<E::Model>, DbErr> {
        self.tx.execute_unprepared("SAVEPOINT stored").await.unwrap();
        self.store(Some(text)).await;
        let stored = Expr::col(Alias::new(self.column)).eq(text);
        let read = E::find().filter(stored).one(&*self.tx).await;
        self.tx.execute_unprepared("ROLLBACK TO SAVEPOINT stored").await.unwrap();
        read
    }

    /// Stores a text that its column refuses. The error says what and where, and the browser gets an id only.
    pub async fn refuse<E: EntityTrait>(&self, text: &str, why: Option<&str>) {
        let error = match self.read_stored::<E>(text).await {
            Ok(row) => panic!("{}.{} reads {text:?} as {row:?}", self.table, self.column),
            Err(error) => error,
        };
        let said = error.to_string();
        let why = why.map_or_else(|| format!("unknown code {text:?}"), str::to_owned);
        assert!(said.contains(&why), "{said}\ndoes not say {why:?}");
        for part in self.place(text) {
            assert!(said.contains(&part), "{said}\ndoes not say {part:?}");
        }
        let AppError::Internal { id } = ServiceError::from(error).into_app() else { panic!("{said}") };
        assert!(id.len() == 8 && id.bytes().all(|digit| digit.is_ascii_hexdigit()), "{id}");
    }

    /// Place of the row, as the error names it.
    fn place(&self, text: &str) -> Vec<String> {
        let Self { table, column, key, .. } = self;
        match (*table, *column) {
            (_, "id") => vec![format!("id of id {text}")],
            _ => vec![format!(" in {table}.{column} of {key}")],
        }
    }

    pub async fn end(self) {
        self.tx.rollback().await.unwrap();
    }
}
