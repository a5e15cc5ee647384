//! Proof that the database takes writes now.

use super::begin;
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, DbErr};

/// Makes the database file grow by sixteen pages, which is taken back: a limit of its size shows.
const GROW: [&str; 3] = [
    "SAVEPOINT growth",
    "INSERT INTO seaql_migrations (version, applied_at) VALUES ('growth' || hex(zeroblob(32768)), 0)",
    "ROLLBACK TO growth",
];
/// Writes a row as it is. Its commit writes a page and waits until that is on the disk.
const TOUCH: &str = "UPDATE seaql_migrations SET applied_at = applied_at WHERE version = 'm0001_first'";

/// Makes one small write and commits it: a full disk, one that fails, a lock that does not end, and a read-only server show. The row
/// is one that nobody else writes.
///
/// # Errors
/// Where the database takes no write.
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
