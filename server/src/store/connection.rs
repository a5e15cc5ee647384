//! Connections to the database: how they are opened, and when one is closed instead of being used again.
//!
//! A connection whose transaction state is unknown is never used again. SQLite ends a transaction by itself when the disk is full or
//! fails; sqlx's own ROLLBACK then finds none, fails, and leaves its count of open transactions at 1. A later "commit" on such a
//! connection would release a savepoint inside a transaction that nobody ends.

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement,
    sqlx::{
        Connection as _, Error, Executor as _, PgConnection, Row as _, SqliteConnection,
        postgres::PgPoolOptions,
        sqlite::{SqliteConnectOptions, SqlitePoolOptions},
    },
};
use std::time::Duration;

/// The oldest SQLite without the WAL-reset bug (3.7.0 to 3.51.2 have it).
const SQLITE_FLOOR: (u32, u32, u32) = (3, 51, 3);
/// Longest wait for a connection, and for the turn to write. An application that asks gives up soon after: a 503 in time is worth
/// more than an answer that nobody waits for.
pub const WAIT: Duration = Duration::from_secs(5);

/// Connects and sets what every connection needs.
///
/// # Errors
/// Where the database cannot be reached, or an SQLite older than 3.51.3 answers.
pub async fn connect(url: &str) -> Result<DatabaseConnection, DbErr> {
    connect_with(url, |pool| pool).await
}

/// Connects with further settings of SQLite's pool. Tests limit the size of a database by them.
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

/// Opens the pool. Two processes that create one SQLite file at once may find it locked while the other turns the log on, which
/// SQLite does not wait for.
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

/// Settings of each SQLite connection. `secure_delete` overwrites deleted content with zeros: links, codes and erased data.
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

/// Decides that a connection goes back to the pool only where it is known to be idle. A closed connection ends its transaction.
fn kept(database: &str, idle: Result<bool, Error>) -> bool {
    let reason = match idle {
        Ok(true) => return true,
        Ok(false) => "a transaction is open".to_owned(),
        Err(error) => error.to_string(),
    };
    tracing::warn!(database, reason, "a database connection is closed instead of being used again");
    false
}

/// Begins and ends an empty transaction, which works on an idle connection only: sqlx refuses a `BEGIN` of ours unless it counts no
/// open transaction, and SQLite refuses it unless it is in autocommit. A rollback that was queued runs first. `BEGIN DEFERRED` takes
/// no lock and touches no file.
async fn is_idle_sqlite(connection: &mut SqliteConnection) -> Result<bool, Error> {
    connection.begin_with("BEGIN DEFERRED").await?.rollback().await?;
    Ok(true)
}

/// Compares the begin of the transaction with that of the statement. Outside a transaction both are the same reading of the clock;
/// inside one they are two, and inside an aborted one the statement fails. A rollback that was queued runs first. The simple query
/// protocol is needed: by the extended one a statement is several messages, each with its own time.
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
