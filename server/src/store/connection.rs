//! Database connections: opening the pool, and closing connections that must not be reused.
//!
//! A connection whose transaction state is unknown is never reused. SQLite rolls back by itself when the disk is full
//! or fails; sqlx's own ROLLBACK then finds no transaction, fails, and leaves its count of open transactions at 1. A
//! later "commit" on such a connection would only release a savepoint inside a transaction that never ends.

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement,
    sqlx::{
        Connection as _, Error, Executor as _, PgConnection, Row as _, SqliteConnection,
        postgres::PgPoolOptions,
        sqlite::{SqliteConnectOptions, SqlitePoolOptions},
    },
};
use std::time::Duration;

/// Oldest accepted SQLite: versions 3.7.0 to 3.51.2 have the WAL-reset bug.
const SQLITE_FLOOR: (u32, u32, u32) = (3, 51, 3);
/// Longest wait for a connection and for the write lock. Calling applications time out soon after this, so a prompt
/// 503 is worth more than a late answer.
pub const WAIT: Duration = Duration::from_secs(5);

/// Opens a connection pool with the settings that every connection needs.
///
/// # Errors
/// Fails if the database cannot be reached, or if SQLite is older than 3.51.3.
pub async fn connect(url: &str) -> Result<DatabaseConnection, DbErr> {
    connect_with(url, |pool| pool).await
}

/// Opens a connection pool with additional SQLite pool settings. Tests use them to limit the size of a database.
///
/// # Errors
/// As [`connect`].
pub async fn connect_with(
    url: &str,
    adjust: impl Fn(SqlitePoolOptions) -> SqlitePoolOptions + Send + Sync + 'static,
) -> Result<DatabaseConnection, DbErr> {
    let sqlite = url.starts_with("sqlite:");
    let url = if sqlite && !url.contains('?') && !url.contains(":memory:") {
        format!("{url}?mode=rwc")
    } else {
        url.to_owned()
    };
    let mut options = ConnectOptions::new(url);
    options
        .sqlx_logging(false)
        .max_connections(if sqlite { 8 } else { 16 })
        .acquire_timeout(WAIT)
        .map_sqlx_sqlite_opts(sqlite_options)
        .map_sqlx_sqlite_pool_opts(move |pool| adjust(sqlite_pool(pool)))
        .map_sqlx_postgres_pool_opts(postgres_pool);
    let db = open(options).await?;
    if sqlite {
        assert_sqlite_version(&db).await?;
    }
    Ok(db)
}

/// Opens the pool, retrying for [`WAIT`] while SQLite is busy. Two processes that create the same file can collide
/// while one enables WAL mode, and SQLite's busy timeout does not cover that.
async fn open(options: ConnectOptions) -> Result<DatabaseConnection, DbErr> {
    let end = tokio::time::Instant::now() + WAIT;
    loop {
        match Database::connect(options.clone()).await {
            Err(error) if super::faults::is_busy(&error) && tokio::time::Instant::now() < end => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            result => return result,
        }
    }
}

/// Sets the pragmas of each SQLite connection. `secure_delete` zeroes deleted content (links, codes and erased data).
fn sqlite_options(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .foreign_keys(true)
        .busy_timeout(WAIT)
        .pragma("journal_mode", "WAL")
        .pragma("synchronous", "FULL")
        .pragma("secure_delete", "ON")
}

fn sqlite_pool(pool: SqlitePoolOptions) -> SqlitePoolOptions {
    pool.before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
        .after_release(|connection, _| Box::pin(async move { Ok(kept("SQLite", is_idle_sqlite(connection).await)) }))
}

fn postgres_pool(pool: PgPoolOptions) -> PgPoolOptions {
    pool.before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) })).after_release(
        |connection, _| Box::pin(async move { Ok(kept("PostgreSQL", is_idle_postgres(connection).await)) }),
    )
}

/// Returns a connection to the pool only if it is known to be idle. Closing a connection ends its transaction.
fn kept(database: &str, idle: Result<bool, Error>) -> bool {
    let reason = match idle {
        Ok(true) => return true,
        Ok(false) => "a transaction is open".to_owned(),
        Err(error) => error.to_string(),
    };
    tracing::warn!(database, reason, "a database connection is closed instead of being used again");
    false
}

/// Checks for idleness by beginning and rolling back an empty transaction. sqlx refuses the custom `BEGIN` unless it
/// counts no open transaction, and SQLite refuses it outside autocommit. A queued rollback runs first. `BEGIN
/// DEFERRED` takes no lock and touches no file.
async fn is_idle_sqlite(connection: &mut SqliteConnection) -> Result<bool, Error> {
    connection.begin_with("BEGIN DEFERRED").await?.rollback().await?;
    Ok(true)
}

/// Checks for idleness by comparing the start times of transaction and statement: equal outside a transaction,
/// different inside one; in an aborted transaction the statement fails. A queued rollback runs first.
/// Requires the simple query protocol: the extended protocol splits a statement into several messages, each with its
/// own time.
async fn is_idle_postgres(connection: &mut PgConnection) -> Result<bool, Error> {
    if connection.is_in_transaction() {
        return Ok(false);
    }
    let row = connection.fetch_one("SELECT transaction_timestamp() = statement_timestamp()").await?;
    row.try_get(0)
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
