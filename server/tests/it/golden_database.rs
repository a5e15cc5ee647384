//! Golden database: rows and exports written by an earlier version, with [`MIGRATIONS`] migrations and untyped rows. This
//! version migrates the rows, verifies every chain, and exports the same bytes.

use crate::support::{ACCOUNT, Browser, Kind, PASSWORD, TestDatabase};
use esecure::Timestamp;
use sea_orm::{ConnectionTrait as _, TransactionTrait as _};
use sea_orm_migration::MigratorTrait as _;
use server::{Application, clock::Clock, config::Config, http::site::Site, migration::Migrator, store};
use std::{collections::BTreeMap, fs, path::PathBuf, process::Command, time::Duration};

/// Number of migrations of the version that wrote the files.
const MIGRATIONS: u32 = 10;
/// Time of the exports, after the last entry: Wednesday 1 December 2027, 14:14 in Amsterdam.
const NOW: i64 = 1_827_666_840_000;

const ANNA: &str = "anna@voorbeeld.example";
const BRAM: &str = "bram@voorbeeld.example";

const ROWS: &str = "rows.sql";
const JOURNAL: &str = "journal.csv";
/// Exports of the page for two administrators of [`ACCOUNT`], one in Dutch and one in English.
const PAGES: [(&str, &str); 2] = [("page_nl.csv", ANNA), ("page_en.csv", BRAM)];

/// Events with their origins. `request_withdrawn` and `request_expired` are missing: that version wrote none.
const EVENTS: [(&str, &str); 37] = [
    ("request_opened", "api"),
    ("request_opened", "mail"),
    ("request_approved", "page"),
    ("request_approved", "mail"),
    ("request_approved", "list"),
    ("request_approved", "upload"),
    ("request_approved", "domain"),
    ("request_rejected", "page"),
    ("request_rejected", "mail"),
    ("request_rejected", "list"),
    ("request_closed", "page"),
    ("request_reopened", "page"),
    ("standing_changed", "list"),
    ("standing_changed", "upload"),
    ("standing_changed", "upload_undone"),
    ("own_address_approved", "list"),
    ("domain_added", "page"),
    ("domain_changed", "page"),
    ("domain_removed", "page"),
    ("upload_committed", "upload"),
    ("upload_undone", "upload"),
    ("administrator_added", "command_line"),
    ("administrator_added", "page"),
    ("administrator_invited_again", "page"),
    ("administrator_removed", "page"),
    ("terms_accepted", "page"),
    ("contact_consent_changed", "page"),
    ("approving_changed", "page"),
    ("email_changed", "mail"),
    ("account_activated", "command_line"),
    ("account_suspended", "command_line"),
    ("account_resumed", "command_line"),
    ("enforcement_switched", "page"),
    ("enforcement_switched", "schedule"),
    ("enforcement_scheduled", "page"),
    ("enforcement_unscheduled", "page"),
    ("person_erased", "command_line"),
];
/// Smallest number of entries of each event and origin.
const ENTRIES: usize = 12;

fn path(file: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests/it/golden_database", file].iter().collect()
}

fn stored(file: &str) -> Vec<u8> {
    fs::read(path(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Creates the schema of the version that wrote the files, and loads its rows.
async fn load(url: &str) {
    let db = store::connect(url).await.unwrap();
    Migrator::up(&db, Some(MIGRATIONS)).await.unwrap();
    let tx = db.begin().await.unwrap();
    tx.execute_unprepared(&String::from_utf8(stored(ROWS)).unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    db.close().await.unwrap();
}

/// Runs a command of the program; returns its output.
fn program(url: &str, arguments: [&str; 2]) -> Vec<u8> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_esecure"));
    let output = command.args(arguments).env("ESECURE_DATABASE_URL", url).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}{}", String::from_utf8_lossy(&output.stdout));
    output.stdout
}

/// Exports the journals at the command line and on the page, as files with their names.
async fn exports(url: &str) -> Vec<(&'static str, Vec<u8>)> {
    // The command line comes first: a server runs jobs, which must find nothing to write to a journal.
    let mut files = vec![(JOURNAL, program(url, ["journal", "export"]))];
    let config = Config {
        listen: "127.0.0.1:0".parse().unwrap(),
        origin: "http://esecure.test".to_owned(),
        database_url: url.to_owned(),
        smtp_url: None,
        ..Config::default()
    };
    let clock = Clock::manual(Timestamp::from_millis(NOW));
    let mut application = Application::build(config, clock, Site::Embedded(&[]), false).await.unwrap();
    application.leave = Duration::ZERO;
    let base = format!("http://{}", application.address().unwrap());
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(application.run(async {
        let _ = stopped.await;
    }));
    for (file, email) in PAGES {
        let browser = Browser::new(&base, "en");
        assert_eq!(browser.sign_in(email, PASSWORD).await.status, 303, "{email}");
        let page = browser.open("/esecure/journal/export").await;
        assert_eq!(page.status, 200, "{email}: {}", page.body);
        files.push((file, page.bytes));
    }
    stop.send(()).unwrap();
    running.await.unwrap().unwrap();
    files
}

/// Entries of the command line's export.
struct Entries {
    /// Number of entries by account, in the order of the file.
    by_account: Vec<(String, usize)>,
    by_event: BTreeMap<(String, String), usize>,
    /// Events of [`ACCOUNT`], the account of the page's exports.
    of_page: Vec<String>,
}

impl Entries {
    fn read(journal: &[u8]) -> Self {
        let mut entries = Self { by_account: Vec::new(), by_event: BTreeMap::new(), of_page: Vec::new() };
        for line in csv::Reader::from_reader(journal).records().map(Result::unwrap) {
            let (account, event, origin) = (line[0].to_owned(), line[3].to_owned(), line[5].to_owned());
            match entries.by_account.last_mut().filter(|(last, _)| *last == account) {
                Some((_, count)) => *count += 1,
                None => entries.by_account.push((account.clone(), 1)),
            }
            *entries.by_event.entry((event.clone(), origin)).or_default() += 1;
            if account == ACCOUNT {
                entries.of_page.push(event);
            }
        }
        entries
    }

    /// Checks that the golden data has enough entries of each event.
    fn assert_complete(&self) {
        let count = |event: &str, origin: &str| {
            self.by_event.get(&(event.to_owned(), origin.to_owned())).copied().unwrap_or_default()
        };
        let few: Vec<_> = EVENTS.iter().filter(|(event, origin)| count(event, origin) < ENTRIES).collect();
        assert!(few.is_empty(), "fewer than {ENTRIES} entries of {few:?}: {:?}", self.by_event);
        let missing: Vec<_> = EVENTS.iter().filter(|(event, _)| !self.of_page.iter().any(|one| one == event)).collect();
        assert!(missing.is_empty(), "the page's exports have no {missing:?}");
        let unknown: Vec<_> = self.by_event.keys().filter(|(e, o)| !EVENTS.contains(&(e, o))).collect();
        assert!(unknown.is_empty(), "not expected: {unknown:?}");
    }

    /// Formats the output of `esecure journal verify` for these entries.
    fn verified(&self) -> String {
        self.by_account.iter().map(|(account, count)| format!("{account}: {count} entries, whole\n")).collect()
    }
}

/// Describes the first line in which two files differ; `None` if they are equal.
fn first_difference(expected: &[u8], found: &[u8]) -> Option<String> {
    if expected == found {
        return None;
    }
    let lines = |file: &[u8]| file.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>();
    let (expected, found) = (lines(expected), lines(found));
    let at = (0..).find(|at| expected.get(*at) != found.get(*at))?;
    let line = |lines: &[Vec<u8>]| lines.get(at).map(|line| String::from_utf8_lossy(line).into_owned());
    Some(format!("line {}: expected {:?}\nfound {:?}", at + 1, line(&expected), line(&found)))
}

async fn golden_database(kind: Kind) {
    let database = TestDatabase::create(kind).await;
    load(&database.url).await;
    let db = store::connect(&database.url).await.unwrap();
    store::migrate(&db).await.unwrap();
    db.close().await.unwrap();
    let entries = Entries::read(&stored(JOURNAL));
    entries.assert_complete();
    let verified = String::from_utf8(program(&database.url, ["journal", "verify"])).unwrap();
    assert_eq!(verified, entries.verified());
    for (file, found) in exports(&database.url).await {
        if let Some(difference) = first_difference(&stored(file), &found) {
            panic!("{file} differs from the stored file in {difference}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn golden_database_migrates_verifies_and_exports_the_same_sqlite() {
    golden_database(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn golden_database_migrates_verifies_and_exports_the_same_postgres() {
    golden_database(Kind::Postgres).await;
}
