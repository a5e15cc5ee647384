//! Bringing the schema up to date: each migration and its record in one transaction, by one process at a time.

use super::{Transaction, begin, faults::is_busy};
use crate::migration::Migrator;
use sea_orm::{ConnAcquireErr, ConnectionTrait as _, DatabaseConnection, DbBackend, DbErr};
use sea_orm_migration::MigratorTrait as _;
use std::time::Duration;

/// The advisory lock of PostgreSQL under which this product migrates: "eSecure" in ASCII.
const LOCK: i64 = 0x0065_5365_6375_7265;

/// Brings the schema up to date. A process that is killed leaves a migration done with its record, or not begun; a second process
/// waits for its turn and then finds nothing to do.
pub async fn migrate(db: &DatabaseConnection) -> Result<(), DbErr> {
    // Without a lock first: with nothing to do, nobody is held up.
    while !Migrator::get_pending_migrations_read_only(db).await?.is_empty() {
        let tx = turn(db).await?;
        Migrator::up(&*tx, Some(1)).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Begins a transaction that no other process that migrates has open at the same time. However long a migration takes, the other
/// process waits.
pub(crate) async fn turn(db: &DatabaseConnection) -> Result<Transaction, DbErr> {
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
