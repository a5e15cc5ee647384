//! The demonstration: its data, and its emails, which its own mail server takes.

use crate::support::{App, Browser, Kind};
use app::pages::{
    administrators::dto::SeatState,
    journal::dto::{JournalQuery, JournalWho},
};
use esecure::{
    Locale, Timestamp,
    person::Administrator,
    request::{DecisionChannel, StateKind},
};
use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use server::{
    demo::{self, DemoCredentials},
    mail::catalogue::MailKind,
    services::journal::verify,
    store::{
        columns::OutboxState,
        entity::{account_user, journal, outbox},
    },
};
use std::{collections::BTreeSet, time::Duration};

const DUTCH: &str = "123456789";
const ENGLISH: &str = "987654321";
const ANNA: &str = "anna@voorbeeld.example";
const EMMA: &str = "emma@sample.example";

fn password(credentials: &DemoCredentials, email: &str) -> String {
    let found = credentials.sign_ins.iter().find(|(address, _)| address == email);
    found.expect("a sign-in").1.clone()
}

/// Signs in with a printed password.
async fn administrator(app: &App, credentials: &DemoCredentials, email: &str) -> Administrator {
    let token = app.services.sign_in(email, password(credentials, email), "test").await.unwrap();
    let signed_in = app.services.signed_in(&token.expect("the printed password")).await.unwrap();
    signed_in.expect("a session").seats.remove(0)
}

/// Regression: without a configured mail server every mail of the demonstration waited forever.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn demonstration_delivers_to_its_own_mail_server_until_it_stops() {
    let mut app =
        App::start_as(Kind::Sqlite, |config| config.smtp_url = None, |app| app.leave = Duration::ZERO, true).await;
    app.activate(DUTCH, ANNA, Locale::En).await;
    let mails = app.deliver_all().await;
    assert!(!mails.is_empty() && mails.iter().all(|mail| mail.state == OutboxState::Sent && !mail.text.is_empty()));
    let list = app.browser().open("/demo/mailbox").await;
    list.assert_contains("Delivered").assert_lacks("Waiting");
    let mail = app.browser().open(&format!("/demo/mailbox/{}", mails[0].id)).await;
    mail.assert_contains("Delivered today 14:14");
    let url = app.services.config.smtp_url.clone().expect("its own mail server");
    let address = url.strip_prefix("smtp://").expect("a mail server").to_owned();
    assert!(tokio::net::TcpStream::connect(&address).await.is_ok());
    app.stop().await;
    app.wait_until_stopped().await.unwrap();
    assert!(tokio::net::TcpStream::connect(&address).await.is_err(), "the mail server ends with the application");
}

/// A configured mail server is used instead.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn demonstration_delivers_to_the_configured_mail_server() {
    let app = App::start_demonstration(Kind::Sqlite).await;
    app.activate(DUTCH, ANNA, Locale::En).await;
    app.deliver_all().await;
    assert_eq!(app.mails_to(ANNA).len(), 1);
}

async fn seeded_journal_tells_of_the_switch(kind: Kind) {
    let (app, credentials) = App::start_seeded(kind).await;
    let mut entries = 0;
    for number in [DUTCH, ENGLISH] {
        entries += verify(&app.services.db, &app.account(number).await).await.unwrap().expect("a whole chain");
    }
    assert_eq!(journal::Entity::find().count(&app.services.db).await.unwrap(), entries);
    // Regression: the account was enforced, and its journal did not say since when.
    let english = app.account(ENGLISH).await;
    let switches = app.journal("enforcement_switched").await;
    let [switch] = switches.as_slice() else { panic!("{switches:?}") };
    assert!(english.enforced && switch.account_id == english.id && english.switched_at == Some(switch.at));
    let opened = app.journal("request_opened").await;
    assert!(!opened.is_empty() && opened.iter().all(|entry| entry.at > switch.at && entry.at < app.services.now()));
    let emma = administrator(&app, &credentials, EMMA).await;
    let query = JournalQuery { kind: "enforcement_switched".to_owned(), ..JournalQuery::default() };
    let shown = app.services.journal(&emma, &query).await.unwrap().entries;
    assert!(matches!(&shown[0].who, JournalWho::Person { name, .. } if name == "Emma Clarke"), "{shown:?}");
    // The figures that CONTRACT.md names.
    let anna = administrator(&app, &credentials, ANNA).await;
    let rehearsal = app.services.rehearsal(&anna, None).await.unwrap();
    assert_eq!((rehearsal.enforced, rehearsal.addresses, rehearsal.blocked), (false, 212, 14));
    assert_eq!(demo::seed(&app.services).await.unwrap().map(|_| ()), None, "only an empty database is seeded");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn seeded_journal_tells_of_the_switch_sqlite() {
    seeded_journal_tells_of_the_switch(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn seeded_journal_tells_of_the_switch_postgres() {
    seeded_journal_tells_of_the_switch(Kind::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn seeded_mails_are_delivered_and_an_undone_one_says_so() {
    let (app, _) = App::start_seeded(Kind::Sqlite).await;
    let mails = app.deliver_all().await;
    let (sent, dropped): (Vec<_>, Vec<_>) = mails.iter().partition(|mail| mail.state == OutboxState::Sent);
    assert!(sent.iter().all(|mail| !mail.text.is_empty() && mail.ended_at >= Some(mail.created_at)));
    let [undone] = dropped.as_slice() else { panic!("{dropped:?}") };
    assert_eq!((undone.state, undone.kind), (OutboxState::Dropped, MailKind::RequestApproved));
    let list = app.browser().open("/demo/mailbox").await;
    list.assert_contains("Delivered").assert_contains("Not sent").assert_lacks("Waiting");
    // Regression: the mail opened as a blank page.
    for part in ["", "?part=text"] {
        let page = app.browser().open(&format!("/demo/mailbox/{}{part}", undone.id)).await;
        page.assert_contains("Not sent. The decision was undone before this email left.")
            .assert_contains("Its text was erased");
        page.assert_lacks("<iframe").assert_lacks("<pre");
    }
    let page = Browser::new(&app.base, "nl").open(&format!("/demo/mailbox/{}", undone.id)).await;
    page.assert_contains("Niet verzonden. De beslissing is ongedaan gemaakt voordat deze e‑mail vertrok.");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn seeded_accounts_have_requests_of_every_age_and_an_administrator_to_come() {
    let (app, credentials) = App::start_seeded(Kind::Sqlite).await;
    let (now, requests) = (app.services.now(), app.requests().await);
    let (open, ended): (Vec<_>, Vec<_>) = requests.iter().partition(|request| request.state == StateKind::Open);
    let older = |seconds: i64| open.iter().filter(|request| request.opened_at <= now.plus_seconds(-seconds)).count();
    assert_eq!((open.len(), older(60), older(3600), older(86_400)), (8, 8, 6, 2), "{open:?}");
    assert!(open.iter().all(|request| request.expires_at > now));
    let channels: BTreeSet<_> = ended.iter().filter_map(|request| request.way).map(DecisionChannel::code).collect();
    assert_eq!(channels.into_iter().collect::<Vec<_>>(), ["domain", "list", "mail", "page"]);
    let deciders: BTreeSet<_> = ended.iter().filter_map(|request| request.decided_by_name.as_deref()).collect();
    assert_eq!(deciders.into_iter().collect::<Vec<_>>(), ["Emma Clarke", "Oliver Grant"]);
    assert!(open.iter().any(|request| request.email.to_string() == "logistics@vandermeer-instr.example"));
    let users = account_user::Entity::find().all(&app.services.db).await.unwrap();
    let week = |end: Timestamp| end > now && end < now.plus_days(7);
    assert!(users.iter().filter(|user| user.valid_until.is_some_and(week)).count() >= 4);
    for email in [ANNA, EMMA] {
        let by = administrator(&app, &credentials, email).await;
        let rows = app.services.administrators(&by).await.unwrap().rows;
        assert_eq!(rows.iter().filter(|row| row.state == SeatState::Invited).count(), 1, "{email}");
    }
}

/// Lists the content of a seeded database, without identifiers and secrets.
async fn content(app: &App) -> BTreeSet<String> {
    let db = &app.services.db;
    let mails = outbox::Entity::find().all(db).await.unwrap();
    let mails = mails.into_iter().map(|mail| format!("{:?} {} {}", mail.created_at, mail.to_email, mail.subject));
    let users = account_user::Entity::find().all(db).await.unwrap();
    let users = users.into_iter().map(|user| format!("{} {:?} {:?}", user.email, user.standing, user.decided_at));
    let entries = journal::Entity::find().all(db).await.unwrap();
    let entries = entries.into_iter().map(|entry| format!("{:?} {:?} {:?}", entry.at, entry.event, entry.origin));
    mails.chain(users).chain(entries).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn seeded_content_is_the_same_at_every_start() {
    let ((one, _), (other, _)) = (App::start_seeded(Kind::Sqlite).await, App::start_seeded(Kind::Sqlite).await);
    assert_eq!(content(&one).await, content(&other).await);
}
