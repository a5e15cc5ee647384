//! Database faults injected while a server runs.

use super::{App, Kind, database::server_url};
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection, sqlx};
use server::{Application, store};
use std::{
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};
use tokio::runtime::Handle;

/// Value of `max_page_count` without a limit.
const UNLIMITED: i64 = 4_294_967_294;

/// A database fault that begins and ends on request.
pub enum Fault {
    /// SQLite's file cannot grow.
    Full(PageLimit),
    /// Another connection holds SQLite's write lock.
    Locked(Option<sqlx::pool::PoolConnection<sqlx::Sqlite>>),
    /// Every file write of this process fails. Requires a process of its own with SIGXFSZ ignored.
    InputOutput,
    /// PostgreSQL closes all connections and accepts no new ones.
    Unavailable,
}

impl Fault {
    /// Number of refusals to provoke; only one for a lock, because each refusal takes the full lock timeout.
    pub fn refusals(&self) -> usize {
        if matches!(self, Self::Locked(_)) { 1 } else { 6 }
    }

    pub async fn begin(&mut self, app: &App) {
        match self {
            Self::Full(limit) => {
                let pages = sqlx::query_scalar("PRAGMA page_count").fetch_one(pool(&app.services.db)).await.unwrap();
                limit.set(&app.services.db, pages).await;
            }
            Self::Locked(lock) => {
                // Bypasses `store::begin`, whose writer queue the server shares.
                let other = store::connect(&app.database.url).await.unwrap();
                let mut connection = pool(&other).acquire().await.unwrap();
                sqlx::Executor::execute(&mut *connection, "BEGIN IMMEDIATE").await.unwrap();
                *lock = Some(connection);
            }
            Self::InputOutput => limit_file_size("0:unlimited"),
            Self::Unavailable => allow_connections(app, false).await,
        }
    }

    pub async fn end(&mut self, app: &App) {
        match self {
            Self::Full(limit) => limit.set(&app.services.db, UNLIMITED).await,
            Self::Locked(lock) => {
                lock.take().unwrap().close().await.unwrap();
            }
            Self::InputOutput => limit_file_size("unlimited:unlimited"),
            Self::Unavailable => allow_connections(app, true).await,
        }
    }
}

/// A page limit shared by all connections of a pool.
#[derive(Clone)]
pub struct PageLimit(Arc<AtomicI64>);

impl PageLimit {
    /// Starts a server whose database can be limited; initially unlimited.
    pub async fn start() -> (App, Self) {
        let limit = Self(Arc::new(AtomicI64::new(UNLIMITED)));
        let limited = |application: &mut Application| {
            let options = application.services.db.get_sqlite_connection_pool().connect_options();
            let url = format!("sqlite://{}", options.get_filename().display());
            application.services.db = tokio::task::block_in_place(|| Handle::current().block_on(limit.connect(&url)));
        };
        (App::start_as(Kind::Sqlite, |_| {}, limited, false).await, limit)
    }

    async fn connect(&self, url: &str) -> DatabaseConnection {
        let limit = self.clone();
        let adjust = move |options: sqlx::sqlite::SqlitePoolOptions| {
            let limit = limit.clone();
            options.after_connect(move |connection, _| {
                let limit = limit.clone();
                Box::pin(async move { limit.apply(connection).await })
            })
        };
        store::connect_with(url, adjust).await.unwrap()
    }

    async fn apply(&self, connection: &mut sqlx::SqliteConnection) -> Result<(), sqlx::Error> {
        let pragma = format!("PRAGMA max_page_count = {}", self.0.load(Ordering::SeqCst));
        sqlx::Executor::execute(connection, sqlx::AssertSqlSafe(pragma)).await?;
        Ok(())
    }

    /// Sets the limit on all connections. Acquires every one of them, so that none can be opened meanwhile.
    async fn set(&self, db: &DatabaseConnection, pages: i64) {
        self.0.store(pages, Ordering::SeqCst);
        let mut all = Vec::new();
        for _ in 0..pool(db).options().get_max_connections() {
            let mut connection = pool(db).acquire().await.unwrap();
            self.apply(&mut connection).await.unwrap();
            all.push(connection);
        }
    }
}

fn pool(db: &DatabaseConnection) -> &sqlx::SqlitePool {
    db.get_sqlite_connection_pool()
}

/// Limits the size of the files that this process writes.
fn limit_file_size(limit: &str) {
    let pid = std::process::id().to_string();
    let set = Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={limit}")]).status().unwrap();
    assert!(set.success());
}

async fn allow_connections(app: &App, allowed: bool) {
    let name = app.database.url.rsplit_once('/').unwrap().1.split('?').next().unwrap();
    let db = Database::connect(server_url()).await.unwrap();
    db.execute_unprepared(&format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS {allowed}")).await.unwrap();
    if !allowed {
        let end = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        db.execute_unprepared(&end).await.unwrap();
    }
    db.close().await.unwrap();
}
