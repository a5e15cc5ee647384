//! Query plans. Tests assert plans, never durations.

use super::App;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

/// Returns the query plan of a statement.
pub async fn plan(app: &App, asked: Statement) -> String {
    let db = &app.services.db;
    let postgres = db.get_database_backend() == DbBackend::Postgres;
    let (explain, column) = if postgres { ("EXPLAIN", "QUERY PLAN") } else { ("EXPLAIN QUERY PLAN", "detail") };
    let asked = Statement { sql: format!("{explain} {}", asked.sql), ..asked };
    let lines = db.query_all_raw(asked).await.unwrap();
    let lines: Vec<String> = lines.iter().map(|line| line.try_get("", column).unwrap()).collect();
    lines.join("\n")
}
