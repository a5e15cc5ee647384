//! Schema migrations: each migration commits together with its record, one process at a time.

use super::{Transaction, begin, faults::is_busy};
use crate::migration::Migrator;
use sea_orm::{ConnAcquireErr, ConnectionTrait as _, DatabaseConnection, DbBackend, DbErr};
use sea_orm_migration::MigratorTrait as _;
use std::time::Duration;

/// Key of the PostgreSQL advisory lock for migrations: "eSecure" in ASCII.
const LOCK: i64 = 0x0065_5365_6375_7265;

/// Applies all pending migrations. A killed process leaves a migration either recorded or not applied; a second
/// process waits for the lock and then finds nothing to do.
pub async fn migrate(db: &DatabaseConnection) -> Result<(), DbErr> {
    // Checks without the lock first, so a start with nothing to do never waits.
    while !Migrator::get_pending_migrations_read_only(db).await?.is_empty() {
        let tx = begin_migration(db).await?;
        Migrator::up(&*tx, Some(1)).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Begins a transaction under the migration lock. Retries until the lock is free, however long another process
/// migrates.
pub(crate) async fn begin_migration(db: &DatabaseConnection) -> Result<Transaction, DbErr> {
    loop {
        match begin(db).await {
            Ok(tx) => {
                if db.get_database_backend() == DbBackend::Postgres {
                    tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({LOCK})")).await?;
                }
                return Ok(tx);
            }
            Err(error) if is_busy(&error) || error == DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => {
                tracing::info!("another process brings the database up to date");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            Err(error) => return Err(error),
        }
    }
}
