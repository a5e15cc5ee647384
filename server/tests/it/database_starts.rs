//! Kills the program during migrations or demonstration seeding and starts it again: each start succeeds.

use crate::support::{Kind, TestDatabase};
use esecure::id::{AccountId, UserId};
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection, EntityTrait as _, PaginatorTrait as _, Statement};
use sea_orm_migration::MigratorTrait as _;
use server::{
    migration::Migrator,
    store::{self, entity::account},
};
use std::{
    io::{BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
    process::{Child, ChildStderr, Command, Stdio},
};

/// Number of moments at which a start is killed.
const MOMENTS: u64 = 6;

/// A running `esecure serve`, killed on drop.
struct Server {
    child: Child,
    log: BufReader<ChildStderr>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Spawns the server, with the demonstration if a folder for the client is given.
    fn spawn(url: &str, demonstration: Option<&Path>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_esecure"));
        command.arg("serve").env("ESECURE_DATABASE_URL", url).env("ESECURE_LISTEN", "127.0.0.1:0");
        if let Some(site) = demonstration {
            command.arg("--demo").env("LEPTOS_SITE_ROOT", site);
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let log = BufReader::new(child.stderr.take().unwrap());
        Self { child, log }
    }

    /// Waits until the server answers.
    fn serves(&mut self) {
        let mut output = String::new();
        while !output.contains("serving") {
            let read = self.log.read_line(&mut output).unwrap();
            assert!(read > 0, "it does not start:\n{output}");
        }
    }

    /// Kills the server and returns its output.
    fn kill(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let mut output = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut output).unwrap();
        output
    }
}

/// Creates an empty client folder.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("pkg")).unwrap();
    std::fs::write(folder.path().join("pkg/manifest.txt"), "").unwrap();
    folder
}

/// Measure of startup progress: bytes of SQLite's files, or migrations recorded by PostgreSQL.
enum Progress {
    Bytes(PathBuf),
    Migrations(DatabaseConnection),
}

impl Progress {
    async fn on(database: &TestDatabase) -> Self {
        match database.url.strip_prefix("sqlite://") {
            Some(path) => Self::Bytes(path.into()),
            None => Self::Migrations(Database::connect(&database.url).await.unwrap()),
        }
    }

    async fn now(&self) -> u64 {
        match self {
            Self::Bytes(path) => {
                let beside =
                    |end: &str| std::fs::metadata(format!("{}{end}", path.display())).map_or(0, |file| file.len());
                beside("") + beside("-wal")
            }
            Self::Migrations(db) => {
                let count = "SELECT COUNT(*) AS n FROM seaql_migrations";
                let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), count)).await;
                // Before the first migration the table does not exist.
                row.ok().flatten().map_or(0, |row| row.try_get::<i64>("", "n").unwrap().unsigned_abs())
            }
        }
    }
}

/// Prepares a database: empty, or of the first release with accounts and users.
async fn prepared(kind: Kind, first_release: bool) -> TestDatabase {
    let database = TestDatabase::create(kind).await;
    if first_release {
        let db = store::connect(&database.url).await.unwrap();
        Migrator::up(&db, Some(1)).await.unwrap();
        let account = AccountId::from_bytes([1; 16]);
        db.execute_unprepared(&format!(
            "INSERT INTO account (id, number, company, locale, time_zone, activated_at, enforced, last_request_number,
             journal_seq, journal_hash, version) VALUES ('{account}', '123456789', 'V', 'nl', 'Europe/Amsterdam', 1, TRUE, 1000, 0, '', 0)"
        ))
        .await
        .unwrap();
        let users: Vec<_> = (0..500_u128)
            .map(|n| {
                let user = UserId::from_bytes(n.to_be_bytes());
                format!(
                    "('{user}', '{account}', 'u{n}@acme.test', 'u{n}@acme.test', 'acme.test', 'Élise {n}', 'approved', 1)"
                )
            })
            .collect();
        let insert =
            "INSERT INTO account_user (id, account_id, email, email_key, domain, name, standing, created_at) VALUES";
        db.execute_unprepared(&format!("{insert} {}", users.join(", "))).await.unwrap();
        db.close().await.unwrap();
    }
    database
}

/// Starts the server, kills it at each step of the startup, and starts it again.
async fn kill_and_restart(kind: Kind, first_release: bool) {
    let whole = prepared(kind, first_release).await;
    let begin = Progress::on(&whole).await.now().await;
    let mut server = Server::spawn(&whole.url, None);
    server.serves();
    let end = Progress::on(&whole).await.now().await;
    server.kill();
    assert!(end > begin, "a start is seen to come on");
    for moment in 0..MOMENTS {
        let database = prepared(kind, first_release).await;
        let progress = Progress::on(&database).await;
        let server = Server::spawn(&database.url, None);
        let at = begin + (end - begin) * moment / MOMENTS;
        while progress.now().await <= at {
            tokio::task::yield_now().await;
        }
        server.kill();
        let mut again = Server::spawn(&database.url, None);
        again.serves();
        again.kill();
        let db = store::connect(&database.url).await.unwrap();
        assert!(Migrator::get_pending_migrations_read_only(&db).await.unwrap().is_empty());
        assert_eq!(account::Entity::find().count(&db).await.unwrap(), u64::from(first_release));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_first_start_restarts_sqlite() {
    kill_and_restart(Kind::Sqlite, false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_first_start_restarts_postgres() {
    kill_and_restart(Kind::Postgres, false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_upgrade_restarts_sqlite() {
    kill_and_restart(Kind::Sqlite, true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_upgrade_restarts_postgres() {
    kill_and_restart(Kind::Postgres, true).await;
}

/// The demonstration is seeded completely or not at all, wherever its start was interrupted.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_demonstration_seeding_restarts_sqlite() {
    let site = site();
    let whole = TestDatabase::create(Kind::Sqlite).await;
    let mut server = Server::spawn(&whole.url, Some(site.path()));
    server.serves();
    let end = Progress::on(&whole).await.now().await;
    assert!(server.kill().contains("sign in   anna@voorbeeld.example"));
    for moment in 0..3 {
        let database = TestDatabase::create(Kind::Sqlite).await;
        let progress = Progress::on(&database).await;
        let server = Server::spawn(&database.url, Some(site.path()));
        // At the first byte, during the migrations, and during the seeding.
        while progress.now().await <= end * moment / 3 {
            tokio::task::yield_now().await;
        }
        server.kill();
        let db = store::connect(&database.url).await.unwrap();
        let tables = Migrator::get_pending_migrations_read_only(&db).await.unwrap().is_empty();
        let seeded = tables && account::Entity::find().count(&db).await.unwrap() > 0;
        db.close().await.unwrap();
        let mut again = Server::spawn(&database.url, Some(site.path()));
        again.serves();
        let output = again.kill();
        assert_eq!(output.contains("sign in   anna@voorbeeld.example"), !seeded, "{output}");
    }
}

/// Two processes start concurrently on an empty database: both serve, and the demonstration is seeded once.
async fn two_at_once(kind: Kind) {
    let site = site();
    for _ in 0..3 {
        let database = TestDatabase::create(kind).await;
        let (mut one, mut other) =
            (Server::spawn(&database.url, Some(site.path())), Server::spawn(&database.url, Some(site.path())));
        one.serves();
        other.serves();
        let output = [one.kill(), other.kill()];
        assert_eq!(
            output.iter().filter(|output| output.contains("sign in   anna@voorbeeld.example")).count(),
            1,
            "{output:?}"
        );
        let db = store::connect(&database.url).await.unwrap();
        assert_eq!(account::Entity::find().count(&db).await.unwrap(), 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_first_starts_both_succeed_sqlite() {
    two_at_once(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_first_starts_both_succeed_postgres() {
    two_at_once(Kind::Postgres).await;
}
