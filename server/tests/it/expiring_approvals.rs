//! Approvals with an end date: both sides are notified a week before, exactly once per end date.

use crate::{
    on_both,
    support::{ACCOUNT, App, Kind, SmtpBehavior},
};
use app::pages::{
    domains::dto::DomainForm,
    users::standing_dto::{NewUserForm, UserAction, UserActionInput},
};
use esecure::{person::Administrator, policy::DomainList};
use sea_orm::EntityTrait as _;
use server::{
    Application,
    clock::Clock,
    http::site::Site,
    jobs,
    services::Services,
    store::{self, columns::OutboxState, entity::outbox::Model, users},
};

const ANNA: &str = "anna@voorbeeld.example";
const BRAM: &str = "bram@voorbeeld.example";
/// Seconds per day.
const DAY: i64 = 24 * 3600;

impl App {
    async fn approve_until(&self, by: &Administrator, email: &str, until: &str) {
        let form = NewUserForm { email: email.to_owned(), until: until.to_owned(), ..NewUserForm::default() };
        self.services.add_user(by, form).await.unwrap();
    }

    async fn change_standing(&self, by: &Administrator, email: &str, choice: UserAction, until: &str) {
        let account = self.account(ACCOUNT).await;
        let row = users::by_email(&self.services.db, &account.id, &self.address(email)).await.unwrap().unwrap();
        let form = UserActionInput { choice, until: until.to_owned(), note: String::new() };
        let ruled = self.services.change_standings(by, vec![row.id], form).await.unwrap();
        ruled[0].result.as_ref().unwrap();
    }

    /// Loads all notices with their recipients, sorted by recipient.
    async fn notices(&self) -> Vec<(String, Model)> {
        let mut all = self.outbox_of_kind("approval_ends").await;
        all.extend(self.outbox_of_kind("approvals_end").await);
        let mut all: Vec<_> = all.into_iter().map(|mail| (mail.to_email.to_string(), mail)).collect();
        all.sort_by(|a, b| (&a.0, a.1.created_at).cmp(&(&b.0, b.1.created_at)));
        all
    }

    async fn notified(&self) -> Vec<String> {
        self.notices().await.into_iter().map(|(to, _)| to).collect()
    }
}

on_both! {
    /// Notices are sent exactly a week before and only once; an administrator gets one mail for all approvals of a
    /// day.
    async fn expiring_approval_notifies_both_sides_a_week_before(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let anna = app.administrator(ANNA).await;
        // Monday 23 November, 14:14. The last day is inclusive: the approval ends on 4 December at 0:00.
        for email in ["ann@acme.test", "bob@acme.test"] {
            app.approve_until(&anna, email, "2026-12-03").await;
        }
        app.approve_until(&anna, "eve@else.test", "2026-12-10").await;
        app.approve_until(&anna, "fay@else.test", "").await;
        jobs::run(&app.services).await;
        app.advance_clock(3 * DAY + 9 * 3600 + 45 * 60);
        jobs::run(&app.services).await;
        assert!(app.notified().await.is_empty(), "one minute early");
        app.advance_clock(60);
        for _ in 0..3 {
            jobs::run(&app.services).await;
        }
        assert_eq!(app.notified().await, ["ann@acme.test", ANNA, "bob@acme.test", BRAM]);
        let mail = app.mail("ann@acme.test", "notice", |m| m.text.contains("3 December 2026")).await;
        assert!(mail.subject.contains("ends on 3 December 2026") && mail.links().is_empty());
        let mail = app.mail(BRAM, "digest", |m| m.subject.contains("2 approvals")).await;
        assert!(mail.text.contains("ann@acme.test") && mail.text.contains("bob@acme.test"));
        assert!(!mail.text.contains("eve@else.test"));
        app.advance_clock(7 * DAY);
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        jobs::run(&app.services).await;
        assert_eq!(app.notified().await, ["ann@acme.test", ANNA, ANNA, "bob@acme.test", BRAM, BRAM, "eve@else.test"]);
    }
}

on_both! {
    /// After a week of downtime, notices are sent when a server starts; approvals that lapsed meanwhile get none.
    async fn notices_after_downtime_sent_late(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        app.approve_until(&anna, "ann@acme.test", "2026-12-01").await;
        app.approve_until(&anna, "bob@acme.test", "2026-12-06").await;
        app.advance_clock(10 * DAY);
        jobs::run(&app.services).await;
        assert_eq!(app.notified().await, [ANNA, "bob@acme.test"]);
    }
}

on_both! {
    /// A changed end date gets another notice, an unchanged one does not. A removed end date, a rejection and an
    /// authorised domain make the notice unnecessary.
    async fn notices_sent_once_per_end_date(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        for email in ["ann@acme.test", "bob@acme.test", "eve@else.test", "fay@domain.test"] {
            app.approve_until(&anna, email, "2026-12-03").await;
        }
        app.change_standing(&anna, "bob@acme.test", UserAction::End, "").await;
        app.change_standing(&anna, "eve@else.test", UserAction::Reject, "").await;
        let domain = DomainForm { list: DomainList::Authorised, domain: "domain.test".to_owned(), with_subdomains: false };
        let domains = app.services.add_domain(&anna, domain).await.unwrap();
        app.advance_clock(5 * DAY);
        jobs::run(&app.services).await;
        assert_eq!(app.notified().await, ["ann@acme.test", ANNA]);
        app.change_standing(&anna, "ann@acme.test", UserAction::End, "2026-12-04").await;
        app.change_standing(&anna, "ann@acme.test", UserAction::End, "2026-12-03").await;
        jobs::run(&app.services).await;
        assert_eq!(app.notified().await.len(), 2, "they know of this end");
        app.change_standing(&anna, "ann@acme.test", UserAction::End, "2026-12-04").await;
        jobs::run(&app.services).await;
        assert_eq!(app.notified().await, ["ann@acme.test", "ann@acme.test", ANNA, ANNA]);
        // Without the domain, the end date takes effect after all.
        app.services.remove_domain(&anna, domains.authorised[0].id.clone()).await.unwrap();
        jobs::run(&app.services).await;
        assert_eq!(app.notified().await, ["ann@acme.test", "ann@acme.test", ANNA, ANNA, ANNA, "fay@domain.test"]);
    }
}

on_both! {
    /// A queued notice is dropped once it is no longer correct.
    async fn outdated_notices_dropped(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        app.deliver_all().await;
        app.smtp.set_behavior(SmtpBehavior::RejectConnection).await;
        for (email, until) in [("ann@acme.test", "2026-11-29"), ("bob@acme.test", "2026-11-29"), ("eve@else.test", "2026-11-24")] {
            app.approve_until(&anna, email, until).await;
        }
        jobs::run(&app.services).await;
        assert_eq!(app.notified().await.len(), 4);
        app.wait_for_outbox("tried", |mails| mails.iter().filter(|m| m.kind.code().starts_with("approval") && m.attempts > 0).count() == 4).await;
        app.change_standing(&anna, "ann@acme.test", UserAction::End, "").await;
        app.advance_clock(2 * DAY);
        app.smtp.set_behavior(SmtpBehavior::Ready).await;
        app.deliver_all().await;
        let states: Vec<_> = app.notices().await.into_iter().map(|(to, mail)| (to, mail.state)).collect();
        use OutboxState::{Dropped, Sent};
        // Anna's notice is still correct for Bob; Ann's end date was removed, and Eve's has passed.
        let expected = [("ann@acme.test", Dropped), (ANNA, Sent), ("bob@acme.test", Sent), ("eve@else.test", Dropped)];
        assert_eq!(states, expected.map(|(to, state)| (to.to_owned(), state)));
    }
}

on_both! {
    /// Suspended accounts send no notices, and invited administrators get none.
    async fn notices_sent_only_to_active_administrators(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        app.services.add_administrator(&app.number(ACCOUNT), &app.address(BRAM), "Bram").await.unwrap();
        let anna = app.administrator(ANNA).await;
        app.approve_until(&anna, "ann@acme.test", "2026-11-29").await;
        app.services.suspend(&app.number(ACCOUNT)).await.unwrap();
        jobs::run(&app.services).await;
        assert!(app.notified().await.is_empty());
        app.services.resume(&app.number(ACCOUNT)).await.unwrap();
        jobs::run(&app.services).await;
        assert_eq!(app.notified().await, ["ann@acme.test", ANNA]);
    }
}

/// A server runs the job when it starts, so notices that became due during a downtime are sent.
async fn notices_sent_at_server_start(kind: Kind) {
    let mut app = App::start(kind).await;
    app.enforced_account(ACCOUNT, &[ANNA]).await;
    let anna = app.administrator(ANNA).await;
    app.approve_until(&anna, "ann@acme.test", "2026-11-29").await;
    app.stop().await;
    app.wait_until_stopped().await.unwrap();
    assert!(app.notified().await.is_empty());
    let config = (*app.services.config).clone();
    let clock = Clock::manual(app.services.now());
    let again = Application::build(config, clock, Site::Embedded(&[]), false).await.unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(again.run(async {
        let _ = stopped.await;
    }));
    app.mail("ann@acme.test", "notice", |m| m.text.contains("29 November 2026")).await;
    stop.send(()).unwrap();
    running.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn notices_sent_at_server_start_sqlite() {
    notices_sent_at_server_start(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn notices_sent_at_server_start_postgres() {
    notices_sent_at_server_start(Kind::Postgres).await;
}

/// Runs the job on several replicas of one database concurrently.
async fn replicas(kind: Kind) {
    let app = App::start(kind).await;
    app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
    let anna = app.administrator(ANNA).await;
    for n in 0..30 {
        app.approve_until(&anna, &format!("user{n}@acme.test"), "2026-11-29").await;
    }
    let mut replicas = Vec::new();
    for _ in 0..4 {
        let db = store::connect(&app.database.url).await.unwrap();
        replicas.push(Services::new(db, Clock::manual(app.services.now()), app.services.config.clone()));
    }
    futures::future::join_all(replicas.iter().map(jobs::run)).await;
    assert_eq!(app.outbox_of_kind("approval_ends").await.len(), 30);
    assert_eq!(app.outbox_of_kind("approvals_end").await.len(), 2);
    let notices = store::entity::ending_notice::Entity::find().all(&app.services.db).await.unwrap();
    assert_eq!(notices.len(), 90);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn notices_of_replicas_sent_once_sqlite() {
    replicas(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn notices_of_replicas_sent_once_postgres() {
    replicas(Kind::Postgres).await;
}
