//! The database: connection, transactions, and the queries by subject. No rule is decided here.

pub mod accounts;
pub mod endings;
pub mod entity;
pub mod figures;
pub mod journal;
pub mod listing;
pub mod open_requests;
pub mod outbox;
pub mod people;
pub mod rehearsal;
pub mod requests;
pub mod switch_plans;
pub mod undelivered;
pub mod uploads;
pub mod users;

use crate::migration::Migrator;
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait as _;
use std::time::Duration;

/// The oldest SQLite without the WAL-reset bug (3.7.0 to 3.51.2 have it).
const SQLITE_FLOOR: (u32, u32, u32) = (3, 51, 3);

/// Connects and sets what every connection needs.
///
/// # Errors
/// Where the database cannot be reached, or an SQLite older than [`SQLITE_FLOOR`] answers.
pub async fn connect(url: &str) -> Result<DatabaseConnection, DbErr> {
    let sqlite = url.starts_with("sqlite:");
    let url = if sqlite && !url.contains('?') { format!("{url}?mode=rwc") } else { url.to_owned() };
    let mut options = ConnectOptions::new(url);
    options
        .sqlx_logging(false)
        .max_connections(if sqlite { 8 } else { 16 })
        .acquire_timeout(Duration::from_secs(20))
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(20))
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
        });
    let db = Database::connect(options).await?;
    if sqlite {
        assert_sqlite_version(&db).await?;
    }
    Ok(db)
}

/// Brings the schema up to date.
///
/// # Errors
/// Whatever the database says.
pub async fn migrate(db: &DatabaseConnection) -> Result<(), DbErr> {
    Migrator::up(db, None).await
}

async fn assert_sqlite_version(db: &DatabaseConnection) -> Result<(), DbErr> {
    let statement = Statement::from_string(DbBackend::Sqlite, "SELECT sqlite_version() AS version");
    let row = db.query_one_raw(statement).await?;
    let version: String = row.map(|r| r.try_get("", "version")).transpose()?.unwrap_or_default();
    let mut parts = version.split('.').map(|p| p.parse::<u32>().unwrap_or(0));
    let mut part = || parts.next().unwrap_or(0);
    if (part(), part(), part()) < SQLITE_FLOOR {
        return Err(DbErr::Custom(format!("SQLite {version} can corrupt a WAL database; 3.51.3 is needed")));
    }
    Ok(())
}

/// Begins a transaction that writes. SQLite takes its write lock now: a transaction that read first could not be
/// upgraded once somebody else had written.
///
/// # Errors
/// Whatever the database says.
pub async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    db.begin_with_options(TransactionOptions {
        isolation_level: None,
        access_mode: (db.get_database_backend() == DbBackend::Postgres).then_some(AccessMode::ReadWrite),
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
    })
    .await
}
