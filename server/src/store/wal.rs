//! Removal of deleted data from SQLite's files: `secure_delete` zeroes it in the database, and this module truncates
//! the WAL.

use super::connection::WAIT;
use sea_orm::{
    DatabaseConnection, DbBackend, DbErr, RuntimeErr,
    sqlx::{self, Executor as _, Row as _, SqliteConnection},
};
use std::{sync::Arc, time::Duration};

/// Checkpoints and truncates SQLite's write-ahead log, so deleted content remains only as zeros.
/// Waits up to `patience` for readers of the log, blocking writers meanwhile. Returns true if the log is empty;
/// always true on PostgreSQL.
pub async fn truncate_wal(db: &DatabaseConnection, patience: Duration) -> Result<bool, DbErr> {
    if db.get_database_backend() != DbBackend::Sqlite {
        return Ok(true);
    }
    let failed = |error: sqlx::Error| DbErr::Exec(RuntimeErr::SqlxError(Arc::new(error)));
    let mut connection = db.get_sqlite_connection_pool().acquire().await.map_err(failed)?;
    let emptied = truncate(&mut connection, patience).await;
    // A connection with a different busy timeout must not return to the pool.
    if wait_at_most(&mut connection, WAIT).await.is_err() {
        connection.close_on_drop();
    }
    emptied.map_err(failed)
}

async fn truncate(connection: &mut SqliteConnection, patience: Duration) -> Result<bool, sqlx::Error> {
    wait_at_most(connection, patience).await?;
    let row = connection.fetch_one("PRAGMA wal_checkpoint(TRUNCATE)").await?;
    Ok(row.try_get::<i64, _>(0)? == 0)
}

async fn wait_at_most(connection: &mut SqliteConnection, time: Duration) -> Result<(), sqlx::Error> {
    let pragma = format!("PRAGMA busy_timeout = {}", time.as_millis());
    connection.execute(sqlx::AssertSqlSafe(pragma)).await?;
    Ok(())
}
