//! Responses about an address, and the statements behind them, are the same with and without a profile.

use crate::{
    on_both,
    support::{ACCOUNT, App, Kind, PASSWORD},
};
use app::pages::profile::dto::EmailForm;
use esecure::{Locale, attempts::Source};
use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use server::{
    services::{
        Services,
        sign_in::{SignIn, SignInAnswer},
    },
    store::entity::password_link,
};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

const ANNA: &str = "anna@voorbeeld.example";
const NOBODY: &str = "nobody@voorbeeld.example";
const WRONG: &str = "not the password of anybody";

/// Services that record every SQL statement.
struct Recorded {
    services: Services,
    statements: Arc<Mutex<Vec<String>>>,
}

impl Recorded {
    fn of(app: &App) -> Self {
        let (mut services, statements) = (app.services.clone(), Arc::new(Mutex::new(Vec::new())));
        let record: Arc<Mutex<Vec<String>>> = statements.clone();
        services.db.set_metric_callback(move |info| record.lock().unwrap().push(info.statement.sql.clone()));
        Self { services, statements }
    }

    /// Takes the statements recorded since the last call.
    fn taken(&self) -> Vec<String> {
        std::mem::take(&mut *self.statements.lock().unwrap())
    }
}

async fn links(app: &App) -> u64 {
    password_link::Entity::find().count(&app.services.db).await.unwrap()
}

on_both! {
    async fn failed_sign_in_runs_same_statements_for_any_address(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        app.activate("987654321", "invited@voorbeeld.example", Locale::En).await;
        let recorded = Recorded::of(&app);
        let from = Source::default();
        let mut ways = Vec::new();
        for email in [ANNA, NOBODY, "invited@voorbeeld.example"] {
            let mut answers = Vec::new();
            for _ in 0..12 {
                let password = WRONG.to_owned();
                let attempt = SignIn { email, password, source: &from, device: None, user_agent: "test" };
                answers.push((recorded.services.try_sign_in(attempt).await.unwrap(), recorded.taken()));
            }
            assert_eq!(answers[11].0, SignInAnswer::TooMany { seconds: 90 });
            assert!(answers[0].1.iter().any(|sql| sql.contains("profile")), "{answers:?}");
            ways.push(answers);
        }
        assert_eq!(ways[0], ways[1]);
        assert_eq!(ways[0], ways[2]);
    }
}

on_both! {
    async fn password_reset_answered_before_address_lookup(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        app.advance_clock(120);
        let (recorded, held) = (Recorded::of(&app), app.services.background.hold().await);
        let before = links(&app).await;
        let mut ways = Vec::new();
        for email in [ANNA, NOBODY] {
            recorded.services.forgot_password(app.address(email), &Source::default()).await.unwrap();
            let statements = recorded.taken();
            assert!(statements.iter().all(|sql| !sql.contains("profile") && !sql.contains("password_link")), "{statements:?}");
            ways.push(statements);
        }
        // The first call inserts the row that the second one updates, by the same statement.
        assert_eq!(ways[0], ways[1]);
        // Through the page as well.
        let known = app.browser().submit("/reset-password", &[("email", ANNA)]).await;
        let unknown = app.browser().submit("/reset-password", &[("email", NOBODY)]).await;
        assert_eq!((known.status, known.body.replace("anna@", "nobody@")), (200, unknown.body));
        assert_eq!(links(&app).await, before);
        drop(held);
        app.mail(ANNA, "link", |m| m.text.contains("You asked for a new password")).await;
        assert_eq!(links(&app).await, before + 1, "one mail for three wishes within a minute");
    }
}

on_both! {
    async fn taken_address_runs_same_statements_as_free_one(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, "bram@voorbeeld.example"]).await;
        let anna = app.signed_in(ANNA).await;
        let recorded = Recorded::of(&app);
        let mut ways = Vec::new();
        for email in ["bram@voorbeeld.example", NOBODY] {
            let form = EmailForm { new_email: email.to_owned(), email_password: PASSWORD.to_owned() };
            recorded.services.change_email(&anna.person, form).await.unwrap();
            ways.push(recorded.taken());
            app.advance_clock(61);
        }
        assert!(ways[0].iter().any(|sql| sql.contains("email_change")), "{ways:?}");
        assert_eq!(ways[0], ways[1]);
        for email in ["bram@voorbeeld.example", NOBODY] {
            app.mail(email, "mail about the address", |_| true).await;
        }
    }
}

/// The process is stopped while a password reset is waiting in the background: the reset is completed first.
async fn stop(kind: Kind) {
    let mut app = App::start_as(kind, |_| {}, |application| application.leave = Duration::ZERO, false).await;
    app.enforced_account(ACCOUNT, &[ANNA]).await;
    app.advance_clock(120);
    let (before, held) = (links(&app).await, app.services.background.hold().await);
    assert_eq!(app.browser().submit("/reset-password", &[("email", ANNA)]).await.status, 200);
    app.stop().await;
    assert_eq!(links(&app).await, before);
    drop(held);
    app.wait_until_stopped().await.unwrap();
    assert_eq!(links(&app).await, before + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pending_reset_completed_before_process_exits_sqlite() {
    stop(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pending_reset_completed_before_process_exits_postgres() {
    stop(Kind::Postgres).await;
}
