//! Sources behind proxies, and password hashing under overload.

use crate::{
    on_both,
    support::{ACCOUNT, App, Browser, Kind, PASSWORD},
};
use app::AppError;
use esecure::{Locale, attempts::Source, id::ProfileId};
use futures::future::BoxFuture;
use reqwest::header::{HeaderMap, HeaderName};
use server::{error::Result, services::hashing::Caller};
use std::{
    sync::{Arc, Mutex, mpsc},
    time::Duration,
};

const ANNA: &str = "anna@voorbeeld.example";
const WRONG: &str = "not the password of anybody";

/// Fails the test if it hangs; durations are never asserted.
async fn within_limit<T>(what: &str, done: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), done).await.unwrap_or_else(|_| panic!("never: {what}"))
}

/// Posts a form with an `X-Forwarded-For`; returns status, `Retry-After` and body of the page that follows.
async fn post(app: &App, path: &str, forwarded: &str, fields: &[(&str, &str)]) -> (u16, Option<u64>, String) {
    let headers = HeaderMap::from_iter([(HeaderName::from_static("x-forwarded-for"), forwarded.parse().unwrap())]);
    let page = Browser::with(&app.base, "en", headers).submit(path, fields).await;
    let after = page.headers.get("retry-after").map(|value| value.to_str().unwrap().parse().unwrap());
    (page.status, after, page.body)
}

async fn proxied(kind: Kind) {
    let app = App::start_with(kind, |config| config.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()]).await;
    app.enforced_account(ACCOUNT, &[ANNA]).await;
    let fields = [("email", ANNA), ("password", WRONG)];
    for n in 0..10 {
        // Addresses prepended by the visitor do not change the source.
        let forwarded = format!("198.51.100.{n}, 203.0.113.5");
        assert_eq!(post(&app, "/sign-in", &forwarded, &fields).await.0, 422, "{n}");
    }
    let (status, after, page) = post(&app, "/sign-in", "203.0.113.5", &fields).await;
    assert_eq!((status, after), (429, Some(90)));
    assert!(page.contains("Wait 2 minutes") && page.contains(ANNA), "{page}");
    assert_eq!(post(&app, "/sign-in", "203.0.113.6", &fields).await.0, 422);
    // One IPv6 customer network is one source; the next network is another.
    for n in 0..10 {
        assert_eq!(post(&app, "/sign-in", &format!("2001:db8:1:2::{n}"), &fields).await.0, 422, "{n}");
    }
    assert_eq!(post(&app, "/sign-in", "2001:db8:1:2:ffff::1", &fields).await.0, 429);
    assert_eq!(post(&app, "/sign-in", "2001:db8:1:3::1", &fields).await.0, 422);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sources_behind_trusted_proxy_distinguished_sqlite() {
    proxied(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sources_behind_trusted_proxy_distinguished_postgres() {
    proxied(Kind::Postgres).await;
}

on_both! {
    async fn forwarding_header_from_untrusted_peer_ignored(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        for n in 0..11 {
            let fields = [("email", ANNA), ("password", WRONG)];
            let (status, ..) = post(&app, "/sign-in", &format!("198.51.100.{n}"), &fields).await;
            assert_eq!(status, if n < 10 { 422 } else { 429 }, "{n}");
        }
    }
}

on_both! {
    async fn reset_mails_limited_by_source(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        for n in 0..20 {
            let email = format!("nobody{n}@voorbeeld.example");
            assert_eq!(app.browser().submit("/reset-password", &[("email", &email)]).await.status, 200, "{n}");
        }
        for email in [ANNA, "nobody@voorbeeld.example"] {
            let page = app.browser().submit("/reset-password", &[("email", email)]).await;
            assert_eq!((page.status, page.headers["retry-after"].to_str().unwrap()), (429, "180"));
            page.assert_contains("Wait 3 minutes").assert_contains(email);
        }
        let elsewhere = Source::of([192, 0, 2, 1].into());
        app.services.forgot_password(app.address(ANNA), &elsewhere).await.unwrap();
        app.advance_clock(180);
        assert_eq!(app.browser().submit("/reset-password", &[("email", ANNA)]).await.status, 200);
    }
}

/// Password checks that stay busy until the sender is dropped.
struct Crowd {
    at_work: Vec<BoxFuture<'static, Result<()>>>,
    free: mpsc::Sender<()>,
}

impl Crowd {
    /// Occupies both hashing slots and the queue, `count` checks in all.
    async fn gather(app: &App, count: usize) -> Self {
        let (free, blocked) = mpsc::channel::<()>();
        let blocked = Arc::new(Mutex::new(blocked));
        let mut at_work = Vec::new();
        for n in 0..count {
            let (hashing, blocked) = (app.services.hashing.clone(), blocked.clone());
            let mut one: BoxFuture<'static, Result<()>> = Box::pin(async move {
                let work = move |_: &mut [argon2::Block]| {
                    let _ = blocked.lock().unwrap().recv();
                    Ok(())
                };
                let caller = ProfileId::from_bytes((n as u128).to_be_bytes());
                hashing.run(Caller::Profile(caller), work).await
            });
            assert!(futures::poll!(&mut one).is_pending());
            at_work.push(one);
        }
        Self { at_work, free }
    }

    async fn disperse(self) {
        drop(self.free);
        for one in self.at_work {
            one.await.unwrap();
        }
    }
}

on_both! {
    async fn load_beyond_queue_shed_with_input_kept(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        app.activate("987654321", "new@voorbeeld.example", Locale::En).await;
        let link = app.mail("new@voorbeeld.example", "create password", |m| m.text.contains("/create-password/")).await;
        let browser = app.browser();
        assert_eq!(browser.sign_in(ANNA, PASSWORD).await.status, 303);
        let crowd = Crowd::gather(&app, 32).await;
        let sign_in = within_limit("the sign-in is answered", app.browser().sign_in(ANNA, PASSWORD)).await;
        sign_in.assert_contains("The server is busy").assert_contains(ANNA);
        let fields = [("name", "Noor Nieuw"), ("phone", ""), ("locale", "en"), ("password", "blauwe schuit achter de dijk")];
        let new = app.browser();
        let create = within_limit("the form is answered", new.submit(&link.link("/create-password/"), &fields)).await;
        create.assert_contains("your password was not saved").assert_contains("Noor Nieuw");
        let off = [("on", "false"), ("password", PASSWORD), ("open", "keep")];
        let switch = within_limit("the switch is answered", browser.submit("/fn/switch-enforcement", &off)).await;
        for page in [&sign_in, &create, &switch] {
            assert_eq!((page.status, page.headers["retry-after"].to_str().unwrap()), (503, "5"), "{}", page.body);
        }
        assert_eq!((switch.status, switch.answer::<AppError>()), (503, AppError::Unavailable));
        assert!(app.account(ACCOUNT).await.enforced);
        crowd.disperse().await;
        // None of these attempts counted as wrong, and each succeeds now.
        assert_eq!(app.browser().sign_in(ANNA, PASSWORD).await.status, 303);
        assert_eq!(new.submit(&link.link("/create-password/"), &fields).await.status, 303);
        assert_eq!(browser.submit("/fn/switch-enforcement", &off).await.status, 200);
        assert!(!app.account(ACCOUNT).await.enforced);
        assert!(app.services.hashing.buffers_made() <= 2);
    }
}

on_both! {
    async fn known_sources_served_during_flood_of_unknown(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        assert_eq!(app.browser().sign_in(ANNA, PASSWORD).await.status, 303);
        let crowd = Crowd::gather(&app, 2).await;
        // Unknown callers fill their share of the queue: eight from each of three sources.
        let sources: Vec<Source> = (1..=4).map(|n| Source::of([192, 0, 2, n].into())).collect();
        let attempt = |n: usize| {
            let (hashing, caller) = (app.services.hashing.clone(), Caller::Unknown(sources[n / 8].clone()));
            Box::pin(async move { hashing.run(caller, |_| Ok(())).await })
        };
        let mut strangers: Vec<_> = (0..24).map(attempt).collect();
        for stranger in &mut strangers {
            assert!(futures::poll!(stranger).is_pending());
        }
        assert!(within_limit("one stranger too many is refused", attempt(24)).await.is_err());
        let mut holder = Box::pin(app.services.verify_password(
            Caller::Known(Source::default()), PASSWORD.to_owned(), None,
        ));
        assert!(futures::poll!(&mut holder).is_pending(), "it waits for its turn");
        crowd.disperse().await;
        for stranger in strangers {
            stranger.await.unwrap();
        }
        assert!(!holder.await.unwrap());
    }
}
