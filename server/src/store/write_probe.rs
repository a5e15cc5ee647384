//! Health probe that the database accepts writes.

use super::begin;
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, DbErr};

/// Grows the database file by sixteen pages and rolls back, to detect a size limit.
const GROW: [&str; 3] = [
    "SAVEPOINT growth",
    "INSERT INTO seaql_migrations (version, applied_at) VALUES ('growth' || hex(zeroblob(32768)), 0)",
    "ROLLBACK TO growth",
];
/// Updates a row with its own values; the commit still writes and syncs a page.
const TOUCH: &str = "UPDATE seaql_migrations SET applied_at = applied_at WHERE version = 'm0001_first'";

/// Commits one small write, to detect a full or failing disk, a stuck lock or a read-only server.
/// No other code writes that row.
///
/// # Errors
/// Fails if the database does not accept the write.
pub async fn write(db: &DatabaseConnection) -> Result<(), DbErr> {
    let tx = begin(db).await?;
    if db.get_database_backend() == DbBackend::Sqlite {
        for statement in GROW {
            tx.execute_unprepared(statement).await?;
        }
    }
    tx.execute_unprepared(TOUCH).await?;
    tx.commit().await
}
