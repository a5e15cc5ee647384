//! Rate limits on checks: 429 with `Retry-After` beyond them, never a verdict. Decided addresses are still answered.

use crate::support::{ACCOUNT, App, Kind};
use esecure::policy::StandingKind;
use reqwest::header;
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, sea_query::Expr};
use serde_json::{Value, json};
use server::{
    config::Config,
    services::{Services, applications::Scope},
    store::entity::{account_user, request},
};
use std::num::NonZeroU32;

/// Runs a test that starts its own server on both databases.
macro_rules! on_both {
    ($(#[$meta:meta])* async fn $name:ident($kind:ident: Kind) $body:block) => {
        $(#[$meta])*
        mod $name {
            use super::*;

            async fn run($kind: Kind) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                run(Kind::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                run(Kind::Postgres).await;
            }
        }
    };
}

const ANNA: &str = "anna@voorbeeld.example";

fn bound(count: u32) -> NonZeroU32 {
    NonZeroU32::new(count).unwrap()
}

/// Starts a server with other limits and an enforced account.
async fn bounded(kind: Kind, change: impl FnOnce(&mut Config)) -> App {
    let app = App::start_with(kind, change).await;
    app.enforced_account(ACCOUNT, &[ANNA]).await;
    app
}

/// Posts a check; returns status, seconds in `Retry-After`, and body.
async fn post(base: &str, key: &str, language: &str, path: &str, body: &Value) -> (u16, Option<u64>, Value) {
    let request = reqwest::Client::new().post(format!("{base}/api/v1{path}")).bearer_auth(key);
    let response = request.header(header::ACCEPT_LANGUAGE, language).json(body).send().await.unwrap();
    let wait = response.headers().get(header::RETRY_AFTER).map(|v| v.to_str().unwrap().parse().unwrap());
    if !response.status().is_success() {
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
    }
    (response.status().as_u16(), wait, response.json().await.unwrap())
}

async fn check(app: &App, email: &str) -> (u16, Option<u64>, Value) {
    post(&app.base, &app.key, "en", "/checks", &json!({ "account": ACCOUNT, "email": email })).await
}

async fn dry(app: &App, email: &str) -> (u16, Option<u64>, Value) {
    post(&app.base, &app.key, "en", "/checks", &json!({ "account": ACCOUNT, "email": email, "dry_run": true })).await
}

async fn batch(app: &App, emails: &[&str]) -> (u16, Option<u64>, Value) {
    post(&app.base, &app.key, "en", "/checks/batch", &json!({ "account": ACCOUNT, "emails": emails })).await
}

/// Checks an address, which takes one from the account's limit, and approves it.
async fn approve(app: &App, email: &str) {
    assert_eq!(check(app, email).await.0, 200);
    let update = account_user::Entity::update_many()
        .col_expr(account_user::Column::Standing, Expr::value(StandingKind::Approved));
    update.filter(account_user::Column::EmailKey.eq(email)).exec(&app.services.db).await.unwrap();
}

async fn opened(app: &App) -> u64 {
    request::Entity::find().count(&app.services.db).await.unwrap()
}

on_both! {
    /// Without the limit this gets 200 forever.
    async fn api_key_beyond_minute_limit_refused_until_refill(kind: Kind) {
        let app = bounded(kind, |config| config.checks.per_key_per_minute = bound(6)).await;
        let other = app.services.register_application("eMailship", &[Scope::Check]).await.unwrap();
        for n in 0..6 {
            // An unreadable body also counts.
            let status = if n == 0 { dry(&app, "nothing").await.0 } else { dry(&app, "ann@acme.test").await.0 };
            assert_eq!(status, if n == 0 { 422 } else { 200 });
        }
        let (status, wait, problem) = dry(&app, "ann@acme.test").await;
        assert_eq!((status, wait), (429, Some(10)), "{problem}");
        insta::assert_json_snapshot!("too_many_en", problem);
        let body = json!({ "account": ACCOUNT, "email": "ann@acme.test" });
        let (_, _, dutch) = post(&app.base, &app.key, "nl", "/checks", &body).await;
        insta::assert_json_snapshot!("too_many_nl", dutch);
        assert_eq!(opened(&app).await, 0, "a refused check opens nothing");
        assert_eq!(post(&app.base, &other, "en", "/checks", &body).await.0, 200, "another key has its own bound");
        app.advance_clock(9);
        assert_eq!(dry(&app, "ann@acme.test").await.1, Some(1));
        app.advance_clock(1);
        assert_eq!(dry(&app, "ann@acme.test").await.0, 200);
        assert_eq!(dry(&app, "ann@acme.test").await.0, 429);
    }
}

on_both! {
    /// Fails if a batch counts as one check.
    async fn batch_counts_each_address(kind: Kind) {
        let app = bounded(kind, |config| config.checks.per_key_per_minute = bound(6)).await;
        assert_eq!(batch(&app, &["a@b.test", "c@b.test", "d@b.test", "e@b.test"]).await.0, 200);
        let (status, wait, _) = batch(&app, &["a@b.test", "c@b.test", "d@b.test"]).await;
        assert_eq!((status, wait.is_some()), (429, true));
        assert_eq!(dry(&app, "a@b.test").await.0, 200, "what a refused batch lacked is still there");
        // A batch larger than the limit takes a whole minute and is answered.
        app.advance_clock(61);
        let many = ["a@b.test", "c@b.test", "d@b.test", "e@b.test", "f@b.test", "g@b.test", "h@b.test", "i@b.test"];
        let (status, _, answer) = batch(&app, &many).await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(dry(&app, "a@b.test").await.1, Some(10));
    }
}

on_both! {
    /// Fails without the limit, and also if the limit stops approved shippers.
    async fn account_beyond_minute_limit_refuses_only_pending_addresses(kind: Kind) {
        let app = bounded(kind, |config| config.checks.per_account_per_minute = bound(4)).await;
        app.enforced_account("987654321", &["emma@sample.example"]).await;
        approve(&app, "carl@acme.test").await;
        assert_eq!(check(&app, "ann@acme.test").await.0, 200);
        assert_eq!(check(&app, "bob@acme.test").await.0, 200);
        assert_eq!(check(&app, "dan@acme.test").await.0, 200);
        let (status, wait, _) = check(&app, "eve@acme.test").await;
        assert_eq!((status, wait), (429, Some(15)));
        assert_eq!(check(&app, "ann@acme.test").await.0, 429, "an open request's further attempts count");
        // Dry runs store nothing: a list of undecided addresses is answered whole, as often as the key may ask.
        assert_eq!(dry(&app, "eve@acme.test").await.0, 200);
        let list: Vec<String> = (0..10).map(|n| format!("k{n}@x.test")).collect();
        let list: Vec<&str> = list.iter().map(String::as_str).collect();
        assert_eq!([batch(&app, &list).await.0, batch(&app, &list).await.0], [200, 200]);
        let (status, _, answer) = check(&app, "carl@acme.test").await;
        assert_eq!((status, &answer["verdict"]), (200, &json!("allowed")));
        let elsewhere = json!({ "account": "987654321", "email": "eve@acme.test" });
        assert_eq!(post(&app.base, &app.key, "en", "/checks", &elsewhere).await.0, 200, "another account has its own bound");
        app.advance_clock(15);
        assert_eq!(check(&app, "eve@acme.test").await.0, 200);
    }
}

on_both! {
    /// Without the limit every distinct address opens a request. A second process on the same database shares the
    /// count.
    async fn new_requests_beyond_hour_limit_refused_across_processes(kind: Kind) {
        let app = bounded(kind, |config| config.checks.new_requests_per_account_per_hour = bound(3)).await;
        let second = Services::new(app.services.db.clone(), app.services.clock.clone(), app.services.config.clone());
        let application = app.application().await;
        let ask = async |services: &Services, email: &str| {
            let check = server::services::checks::Check {
                account: app.number(ACCOUNT), email: app.address(email), dry_run: false, name: None, locale: None,
                authenticated: false, shipment: Default::default(), message: None,
            };
            services.check(application.clone(), check).await.map_err(server::error::ServiceError::into_app)
        };
        assert_eq!(check(&app, "a@b.test").await.0, 200);
        app.advance_clock(600);
        ask(&second, "c@b.test").await.unwrap();
        assert_eq!(check(&app, "d@b.test").await.0, 200);
        let (status, wait, _) = check(&app, "e@b.test").await;
        assert_eq!((status, wait), (429, Some(3000)), "until the first one is an hour old");
        assert_eq!(ask(&second, "e@b.test").await.unwrap_err(), ::app::AppError::TooMany { seconds: 3000 });
        assert_eq!(check(&app, "a@b.test").await.0, 200, "an open request is found");
        assert_eq!(dry(&app, "e@b.test").await.0, 200, "a dry run opens nothing");
        assert_eq!(opened(&app).await, 3);
        app.advance_clock(2999);
        assert_eq!(check(&app, "e@b.test").await.1, Some(1));
        app.advance_clock(1);
        assert_eq!(check(&app, "e@b.test").await.0, 200);
        assert_eq!(check(&app, "f@b.test").await.0, 429);
        assert_eq!(opened(&app).await, 4);
    }
}

on_both! {
    /// Without the lock, every racing check opens a request.
    async fn concurrent_checks_respect_hour_limit(kind: Kind) {
        let app = bounded(kind, |config| config.checks.new_requests_per_account_per_hour = bound(5)).await;
        let emails: Vec<String> = (0..40).map(|n| format!("racer{n}@b.test")).collect();
        let answers = futures::future::join_all(emails.iter().map(|email| check(&app, email))).await;
        let count = |status| answers.iter().filter(|(s, ..)| *s == status).count();
        assert_eq!((count(200), count(429)), (5, 35));
        assert_eq!(opened(&app).await, 5);
    }
}

on_both! {
    /// Without the limit there is one mail per request. The journal and the status page report what was mailed.
    async fn request_received_mails_beyond_hour_limit_not_queued(kind: Kind) {
        let app = bounded(kind, |config| {
            config.mail.request_received_per_hour_per_account = 2;
            config.mail.approval_requests_per_hour = 3;
        }).await;
        let mut pages = Vec::new();
        for n in 0..5 {
            let (status, _, answer) = check(&app, &format!("s{n}@b.test")).await;
            assert_eq!(status, 200);
            pages.push(answer["request"]["status_url"].as_str().unwrap().rsplit_once("/r/").unwrap().1.to_owned());
        }
        assert_eq!(opened(&app).await, 5, "each is opened and visible");
        let received = app.outbox_of_kind("request_received").await;
        assert_eq!(received.iter().map(|m| m.to_email.as_str()).collect::<std::collections::BTreeSet<_>>(), ["s0@b.test", "s1@b.test"].into());
        let mut entries = app.journal("request_opened").await;
        entries.sort_by_key(|entry| entry.seq);
        let mailed: Vec<_> = entries.iter().map(|entry| {
            let after: Value = serde_json::from_str(entry.after.as_str()).unwrap();
            (after["mailed"].as_u64().unwrap(), after["requester_mailed"].as_bool().unwrap())
        }).collect();
        // Three approval mails, one digest, then no mail within the hour.
        assert_eq!(mailed, [(1, true), (1, true), (1, false), (1, false), (0, false)]);
        let page = |n: usize| reqwest::get(format!("{}/r/{}", app.base, pages[n]));
        assert!(page(3).await.unwrap().text().await.unwrap().contains("Emailed to one administrator"));
        let last = page(4).await.unwrap().text().await.unwrap();
        assert!(!last.contains("Emailed to") && last.contains("Your request is awaiting a decision"), "{last}");
        app.advance_clock(3601);
        assert_eq!(check(&app, "later@b.test").await.0, 200);
        assert_eq!(app.outbox_of_kind("request_received").await.len(), 3);
    }
}

on_both! {
    /// Fails if full buckets are kept forever.
    async fn full_buckets_removed_from_memory(kind: Kind) {
        let app = bounded(kind, |_| {}).await;
        assert_eq!(check(&app, "ann@acme.test").await.0, 200);
        assert_eq!(app.services.prune_check_limits(), 0, "they still count");
        app.advance_clock(120);
        assert_eq!(app.services.prune_check_limits(), 2, "one of the key and one of the account");
    }
}
