//! Query plans. Tests assert plans, never durations.

use super::App;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

/// Returns the query plan of a statement.
pub async fn query_plan(app: &App, statement: Statement) -> String {
    let db = &app.services.db;
    let postgres = db.get_database_backend() == DbBackend::Postgres;
    let (explain, column) = if postgres { ("EXPLAIN", "QUERY PLAN") } else { ("EXPLAIN QUERY PLAN", "detail") };
    let statement = Statement { sql: format!("{explain} {}", statement.sql), ..statement };
    let lines = db.query_all_raw(statement).await.unwrap();
    let lines: Vec<String> = lines.iter().map(|line| line.try_get("", column).unwrap()).collect();
    lines.join("\n")
}
