//! A journal of 100,000 entries: written, verified, filtered, exported and erased. Prints the durations, which depend
//! on the machine, and asserts only the results.
//! `cargo test -p server --test it -- --ignored --nocapture journal_size`

use crate::support::{ACCOUNT, App, Kind};
use app::pages::journal::dto::JournalQuery;
use esecure::{
    EmailKey, SingleLine,
    id::{RequestId, UserId},
    person::Person,
    policy::StandingKind,
    request::StateKind,
};
use futures::TryStreamExt as _;
use server::{
    services::journal::{
        Actor, Change, Entry, JournalEvent, Origin, PersonalFields, Subject, append_all, event::OpenedRequest, verify,
    },
    store::{self, columns::RequestNumber},
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
    let (request, user) = (RequestId::from_bytes([1; 16]), UserId::from_bytes([1; 16]));
    let begun = Instant::now();
    for piece in (0..ENTRIES - 2).collect::<Vec<_>>().chunks(1000) {
        let tx = store::begin(&app.services.db).await.unwrap();
        append_all(&tx, &account.id, piece.iter().map(|n| entry(*n, person, (&request, &user))), app.services.now())
            .await
            .unwrap();
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
fn entry<'a>(n: u32, person: &'a Person, (request, user): (&'a RequestId, &'a UserId)) -> Entry<'a> {
    let email = EmailKey::from_stored(&format!("user{}@acme.test", n % 1000));
    if n.is_multiple_of(10) {
        let opened = OpenedRequest {
            number: RequestNumber::new(i64::from(n)),
            state: StateKind::Open,
            mailed: 1,
            requester_mailed: Some(true),
        };
        return Entry {
            event: JournalEvent::RequestOpened(Change::added(opened)),
            actor: Actor::Application("MyDHL+"),
            origin: Origin::Api,
            subject: Subject::Request(request),
            personal: PersonalFields::Holder { email, name: SingleLine::clean("Ann de Boer") },
        };
    }
    let change = Change::new(StandingKind::Undecided.into(), StandingKind::Approved.into());
    Entry {
        event: JournalEvent::StandingChanged(change),
        actor: Actor::Person(person),
        origin: Origin::List,
        subject: Subject::User(user),
        personal: PersonalFields::Standing { email, note: SingleLine::clean("known from the fair") },
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
