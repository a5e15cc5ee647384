//! Live updates of the queue: changes by any process, the end of the session, and new or closed requests (R-5.2,
//!

use crate::{
    on_both,
    support::{ACCOUNT, App, EventStream, PASSWORD},
};
use app::{
    backend::Backend,
    client::BACKGROUND_HEADER,
    pages::{
        queue::dto::{Listed, QueueOrder},
        users::dto::Choice,
    },
    ui::PAGE_PROFILE_HEADER,
};
use esecure::id::RequestId;

const ANNA: &str = "anna@voorbeeld.example";
const BRAM: &str = "bram@voorbeeld.example";

/// Signs in and opens the event stream.
async fn open_stream(app: &App, email: &str) -> (crate::support::Browser, EventStream) {
    let browser = app.browser();
    assert_eq!(browser.sign_in(email, PASSWORD).await.status, 303);
    let stream = browser.open_event_stream("/esecure/live").await;
    (browser, stream)
}

on_both! {
    async fn stream_without_session_refused(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let mut stream = app.browser().open_event_stream("/esecure/live").await;
        assert_eq!(stream.next().await.expect("a word").0, "nobody");
        assert_eq!(stream.next().await, None);
    }
}

on_both! {
    /// The first event is sent at once, and the next with each change by any process.
    async fn every_change_sends_event(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let (_phone, mut stream) = open_stream(&app, ANNA).await;
        let first = stream.next().await.expect("a word");
        assert_eq!(first.0, "now");
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let second = stream.next().await.expect("a word");
        assert_eq!(second.0, "now");
        assert_ne!(first.1, second.1);

        // Replicas do not notify each other directly; changes are found through the database.
        let replica = server::services::Services::new(
            app.services.db.clone(), app.services.clock.clone(), app.services.config.clone(),
        );
        let number = esecure::AccountNumber::parse(ACCOUNT).unwrap();
        replica.suspend(&number).await.unwrap();
        let third = stream.next().await.expect("a word");
        assert_ne!(second.1, third.1);
    }
}

on_both! {
    async fn stream_ends_with_session(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let (browser, mut stream) = open_stream(&app, ANNA).await;
        assert_eq!(stream.next().await.expect("a word").0, "now");
        browser.submit("/sign-out", &[]).await;
        assert_eq!(stream.next().await.expect("a word").0, "ended");
        assert_eq!(stream.next().await, None);
    }
}

on_both! {
    /// An open page with its automatic requests does not keep a session from becoming idle.
    async fn open_stream_does_not_keep_session_alive(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let (browser, mut stream) = open_stream(&app, ANNA).await;
        assert_eq!(stream.next().await.expect("a word").0, "now");
        browser.open("/esecure/queue").await;
        app.advance_clock(3600);
        for asked in ["/fn/queue-news", "/fn/viewer"] {
            assert_eq!(browser.submit(asked, &[("known[0]", "req_00000000000000000000000000")]).await.status, 200, "{asked}");
        }
        let profile = browser.profile_of_page().await.unwrap();
        let asked = browser.request("POST", "/fn/setup").header(BACKGROUND_HEADER, "1").header(PAGE_PROFILE_HEADER, profile);
        assert_eq!(browser.read(asked).await.status, 200, "a page compares its data");
        app.advance_clock(3600 + 1);
        assert_eq!(stream.next().await.expect("a word").0, "ended");
    }
}

on_both! {
    /// News list the new requests, and who decided the ones that the page knows; only for the administrator's own
    /// accounts.
    async fn updates_list_new_requests_and_deciders(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        app.enforced_account("987654321", &["emma@sample.example"]).await;
        let ask = async |email: &str, account: &str| {
            let request = app.shipper(email).ships_on(account).await.request();
            RequestId::parse(&request).unwrap()
        };
        let (ann, bob) = (ask("ann@acme.test", ACCOUNT).await, ask("bob@acme.test", ACCOUNT).await);
        let foreign = ask("eve@else.test", "987654321").await;
        let anna = app.signed_in(ANNA).await.seats;
        let before = Backend::queue(&app.services, &anna, String::new(), QueueOrder::Oldest, None).await.unwrap();
        assert_eq!(before.rows.iter().map(|row| &row.id).collect::<Vec<_>>(), [&ann, &bob]);

        let bram = app.signed_in(BRAM).await.seats;
        let form = app::pages::queue::dto::DecisionInput::bare(Choice::Reject);
        Backend::decide(&app.services, &bram, vec![ann.clone()], form).await.unwrap();
        let cas = ask("cas@acme.test", ACCOUNT).await;

        let known = vec![ann.clone(), bob, foreign];
        let listed = Listed { known, ..Listed::default() };
        let news = Backend::queue_news(&app.services, &anna, listed).await.unwrap();
        assert_ne!(news.version, before.version);
        assert_eq!(news.fresh.iter().map(|row| &row.id).collect::<Vec<_>>(), [&cas]);
        let [settled] = &news.settled[..] else { panic!("{:?}", news.settled) };
        assert_eq!(settled.id, ann);
        assert!(settled.what.contains("rejected this"), "{}", settled.what);
        let after = Backend::queue(&app.services, &anna, String::new(), QueueOrder::Oldest, None).await.unwrap();
        assert_eq!(after.version, news.version, "nothing changed in between");
    }
}
