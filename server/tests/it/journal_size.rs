//! A journal of 100,000 entries: written, verified, filtered, exported and erased. Prints the durations, which depend
//! on the machine, and asserts only the results.
//! `cargo test -p server --test it -- --ignored --nocapture journal_size`

use crate::support::{ACCOUNT, App, Kind};
use app::pages::journal::dto::JournalQuery;
use esecure::person::Person;
use futures::TryStreamExt as _;
use serde_json::json;
use server::{
    services::journal::{Actor, Entry, append_all, verify},
    store,
};
use std::time::Instant;

const ENTRIES: u32 = 100_000;
const ANNA: &str = "anna@voorbeeld.example";

async fn hundred_thousand(kind: Kind) {
    let app = App::start(kind).await;
    app.enforced_account(ACCOUNT, &[ANNA]).await;
    let anna = app.administrator(ANNA).await;
    let account = app.account(ACCOUNT).await;
    let person = anna.person();
    let begun = Instant::now();
    for piece in (0..ENTRIES - 2).collect::<Vec<_>>().chunks(1000) {
        let tx = store::begin(&app.services.db).await.unwrap();
        append_all(&tx, &account.id, piece.iter().map(|n| entry(*n, person)), app.services.now()).await.unwrap();
        tx.commit().await.unwrap();
    }
    println!("{kind:?}: written in {:?}", begun.elapsed());
    let before = memory();
    let begun = Instant::now();
    assert_eq!(verify(&app.services.db, &account).await.unwrap(), Ok(u64::from(ENTRIES)));
    println!("{kind:?}: verified in {:?}, {} KB more memory", begun.elapsed(), memory().saturating_sub(before));
    let none = JournalQuery::default;
    for (what, query) in [
        ("all", none()),
        ("old", JournalQuery { before: Some(60), ..none() }),
        ("a frequent kind", JournalQuery { kind: "addresses".into(), ..none() }),
        ("a rare kind", JournalQuery { kind: "account".into(), ..none() }),
        ("a person", JournalQuery { who: person.profile.to_string(), ..none() }),
        ("a person who did little", JournalQuery { who: "operator".into(), ..none() }),
        ("an address", JournalQuery { address: "user77@acme.test".into(), ..none() }),
        ("a day without entries", JournalQuery { to: "2026-11-22".into(), ..none() }),
        (
            "a day with all",
            JournalQuery { from: "2026-11-23".into(), to: "2026-11-23".into(), kind: "requests".into(), ..none() },
        ),
    ] {
        let begun = Instant::now();
        let page = app.services.journal(&anna, &query).await.unwrap();
        println!("{kind:?}: {what}: {} entries in {:?}", page.entries.len(), begun.elapsed());
    }
    let begun = Instant::now();
    let export = app.services.export_journal(&anna, &none()).await.unwrap();
    let bytes = export.parts.try_fold(0, |sum, part| async move { Ok(sum + part.len()) }).await.unwrap();
    println!("{kind:?}: exported {bytes} bytes in {:?}", begun.elapsed());
    let begun = Instant::now();
    let erased = app.services.erase_person(&app.address("user77@acme.test")).await.unwrap();
    println!("{kind:?}: one person erased from {:?} in {:?}", erased.entries, begun.elapsed());
    assert_eq!(verify(&app.services.db, &account).await.unwrap(), Ok(u64::from(ENTRIES) + 1));
}

/// Builds an entry about one of a thousand addresses in rotation.
fn entry(n: u32, person: &Person) -> Entry<'_> {
    Entry {
        event: if n.is_multiple_of(10) { "request_opened" } else { "standing_changed" },
        actor: if n.is_multiple_of(10) { Actor::Application("MyDHL+") } else { Actor::Person(person) },
        origin: "list",
        subject: "usr_1",
        before: json!({ "standing": "undecided" }),
        after: json!({ "standing": "approved" }),
        personal: json!({ "email": format!("user{}@acme.test", n % 1000), "note": "known from the fair" }),
    }
}

/// Returns the memory use of the process in KB.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "takes a minute; it reports"]
async fn sqlite() {
    hundred_thousand(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "takes a minute; it reports"]
async fn postgres() {
    hundred_thousand(Kind::Postgres).await;
}
