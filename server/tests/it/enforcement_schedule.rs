//! Scheduled enforcement: takes effect once, on any number of replicas and also late; can be changed and
//! cancelled.

use crate::{
    on_both,
    support::{ACCOUNT, App, Kind, PASSWORD},
};
use app::{
    AppError,
    pages::enforcement::dto::{OpenRequests, ScheduleForm, SwitchForm},
};
use esecure::{Locale, Timestamp, person::Administrator, shipment::Shipment};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use server::{
    clock::Clock,
    error::ServiceError,
    jobs,
    services::{Services, checks::Check},
    store::{
        self,
        entity::{profile, switch_plan},
        switch_plans::Ending,
    },
};

pub const ANNA: &str = "anna@voorbeeld.example";
pub const BRAM: &str = "bram@voorbeeld.example";
pub const DAY: i64 = 24 * 3600;
/// Seconds from Monday 23 November, 14:14, to 1 December, 08:00.
const UNTIL_DECEMBER: i64 = 7 * DAY + 17 * 3600 + 46 * 60;

pub fn on(date: &str, time: &str) -> ScheduleForm {
    ScheduleForm { now: false, date: date.to_owned(), time: time.to_owned(), tell: false }
}

impl App {
    /// Creates an account with enforcement off and two administrators.
    pub async fn account_that_is_off(&self) -> (Administrator, Administrator) {
        self.activate(ACCOUNT, ANNA, Locale::En).await;
        self.services.add_administrator(&self.number(ACCOUNT), &self.address(BRAM), "Bram Visser").await.unwrap();
        for email in [ANNA, BRAM] {
            self.make_active(email).await;
        }
        (self.administrator(ANNA).await, self.administrator(BRAM).await)
    }

    pub async fn plans(&self, by: &Administrator, form: ScheduleForm) {
        self.services.schedule_switch(by, form, PASSWORD.to_owned()).await.unwrap();
    }

    async fn switches(&self, by: &Administrator, on: bool) {
        let form = SwitchForm { on, password: PASSWORD.to_owned(), open: OpenRequests::Keep };
        self.services.switch(by, form).await.unwrap();
    }

    async fn is_on(&self) -> bool {
        self.account(ACCOUNT).await.enforced
    }

    async fn schedule_endings(&self) -> Vec<Option<Ending>> {
        let mut plans = switch_plan::Entity::find().all(&self.services.db).await.unwrap();
        plans.sort_by_key(|plan| (plan.set_at, plan.ended_at.unwrap_or(Timestamp::from_millis(i64::MAX))));
        plans.into_iter().map(|plan| plan.ending).collect()
    }

    /// Creates the services of a second replica, with a database connection of its own.
    pub async fn replica(&self) -> Services {
        let db = store::connect(&self.database.url).await.unwrap();
        Services::new(db, Clock::manual(self.services.now()), self.services.config.clone())
    }

    /// Stops the server and returns services that go on with its database.
    pub async fn stop_and_replace(&mut self) -> Services {
        self.stop().await;
        self.wait_until_stopped().await.unwrap();
        self.replica().await
    }
}

/// Returns the field names and messages of a refusal.
fn field_errors(error: ServiceError) -> Vec<(String, String)> {
    match error.into_app() {
        AppError::Invalid(problems) => problems.into_iter().map(|p| (p.field, p.text)).collect(),
        other => panic!("{other}"),
    }
}

on_both! {
    /// Switches at the exact second, is journalled as automatic and on behalf of the administrator who set the time,
    /// and mails every administrator both times.
    async fn schedule_takes_effect_at_its_second(app: App) {
        let (anna, _) = app.account_that_is_off().await;
        app.plans(&anna, on("2026-12-01", "08:00")).await;
        for to in [ANNA, BRAM] {
            let mail = app.mail(to, "that a date is set", |m| m.text_contains("Tuesday 1 December 2026 at 08:00")).await;
            assert!(mail.text_contains("Anna de Boer") && mail.link("/esecure/enforcement").contains("account=acc_"));
        }
        app.advance_clock(UNTIL_DECEMBER - 1);
        jobs::run(&app.services).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("not_enforced");
        let view = app.services.enforcement(&anna).await.unwrap();
        let planned = view.planned.unwrap();
        assert_eq!((planned.at.short.as_str(), planned.at.offset.as_str(), planned.by.as_str()), ("1 December, 08:00", "UTC+1", "Anna de Boer"));
        app.advance_clock(1);
        for _ in 0..3 {
            jobs::run(&app.services).await;
        }
        assert!(app.is_on().await);
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let entries = app.journal("enforcement_switched").await;
        assert_eq!(entries.len(), 1);
        assert_eq!((entries[0].actor.as_str(), entries[0].origin.as_str()), ("system", "schedule"));
        assert!(entries[0].after.as_str().contains(anna.person().profile.as_str()) && entries[0].before.as_str().contains("2026-12-01T07:00:00Z"));
        assert_eq!(app.outbox_of_kind("enforcement_switched").await.len(), 2);
        app.mail(BRAM, "that it is on", |m| m.text_contains("as scheduled by Anna de Boer")).await;
        assert_eq!((app.journal("enforcement_scheduled").await.len(), app.schedule_endings().await), (1, vec![Some(Ending::Switched)]));
        let view = app.services.enforcement(&anna).await.unwrap();
        assert_eq!((view.planned, view.since.unwrap().1.as_str()), (None, "Anna de Boer"));
    }
}

on_both! {
    /// The next check already applies the switch, before any job has run, and so do simultaneous checks.
    async fn check_applies_due_schedule_without_job(app: App) {
        let mut app = app;
        let (anna, _) = app.account_that_is_off().await;
        app.plans(&anna, on("2026-12-01", "08:00")).await;
        let application = app.application().await;
        let services = app.stop_and_replace().await;
        let ask = || services.check(application.clone(), Check {
            account: app.number(ACCOUNT),
            email: app.address("ann@acme.test"),
            dry_run: false,
            name: None,
            locale: None,
            authenticated: true,
            shipment: Shipment::default(),
            message: None,
        });
        services.clock.advance_seconds(UNTIL_DECEMBER - 1);
        assert_eq!(ask().await.unwrap().verdict.rule.code(), "not_enforced");
        services.clock.advance_seconds(1);
        let all = futures::future::join_all((0..8).map(|_| ask())).await;
        let rules: Vec<_> = all.into_iter().map(|checked| checked.unwrap().verdict.rule.code()).collect();
        assert_eq!(rules, ["awaiting_decision"; 8]);
        assert_eq!(app.journal("enforcement_switched").await.len(), 1);
    }
}

on_both! {
    /// No server ran at that time: the first one to start switches, late and once.
    async fn schedule_missed_in_downtime_applied_at_start(app: App) {
        let mut app = app;
        let (anna, _) = app.account_that_is_off().await;
        app.plans(&anna, on("2026-12-01", "08:00")).await;
        let (one, other) = (app.stop_and_replace().await, app.replica().await);
        for services in [&one, &other] {
            services.clock.advance_seconds(UNTIL_DECEMBER + 3 * DAY);
            jobs::run(services).await;
        }
        assert_eq!(app.journal("enforcement_switched").await.len(), 1);
        assert_eq!(app.outbox_of_kind("enforcement_switched").await.len(), 2);
        assert_eq!(app.account(ACCOUNT).await.switched_at, Some(one.now()));
    }
}

on_both! {
    async fn cancelled_schedule_has_no_effect(app: App) {
        let (anna, bram) = app.account_that_is_off().await;
        app.plans(&anna, on("2026-12-01", "08:00")).await;
        let refused = field_errors(app.services.cancel_schedule(&bram, "wrong".to_owned()).await.unwrap_err());
        assert_eq!(refused[0].0, "password");
        app.services.cancel_schedule(&bram, PASSWORD.to_owned()).await.unwrap();
        // Cancelling again changes nothing.
        app.services.cancel_schedule(&bram, PASSWORD.to_owned()).await.unwrap();
        app.mail(ANNA, "that it was called off", |m| m.text_contains("Bram Visser has called off")).await;
        app.advance_clock(UNTIL_DECEMBER + DAY);
        jobs::run(&app.services).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("not_enforced");
        let entries = app.journal("enforcement_unscheduled").await;
        assert_eq!((entries.len(), entries[0].actor.as_str()), (1, bram.person().profile.as_str()));
        assert!(app.journal("enforcement_switched").await.is_empty());
    }
}

on_both! {
    /// Only the latest time counts. Setting the same time again is not a change.
    async fn new_time_replaces_earlier_schedule(app: App) {
        let (anna, bram) = app.account_that_is_off().await;
        app.plans(&anna, on("2026-12-01", "08:00")).await;
        app.plans(&bram, on("2026-12-03", "09:30")).await;
        app.plans(&anna, on("2026-12-03", "09:30")).await;
        assert_eq!(app.journal("enforcement_scheduled").await.len(), 2);
        let mail = app.mail(ANNA, "the other date", |m| m.text_contains("Thursday 3 December 2026 at 09:30")).await;
        assert!(mail.text_contains("The earlier date was Tuesday 1 December 2026 at 08:00"));
        app.advance_clock(UNTIL_DECEMBER + 3600);
        jobs::run(&app.services).await;
        assert!(!app.is_on().await);
        app.advance_clock(2 * DAY + 1800);
        jobs::run(&app.services).await;
        assert!(app.is_on().await);
        assert_eq!(app.schedule_endings().await, [Some(Ending::Changed), Some(Ending::Switched)]);
        assert_eq!(app.account(ACCOUNT).await.switched_by.as_deref(), Some("Bram Visser"));
    }
}

on_both! {
    /// A manual switch supersedes the schedule: if switched off again before the time, enforcement stays off.
    async fn manual_switch_supersedes_schedule(app: App) {
        let (anna, bram) = app.account_that_is_off().await;
        app.plans(&anna, on("2026-12-01", "08:00")).await;
        app.switches(&bram, true).await;
        assert_eq!(app.schedule_endings().await, [Some(Ending::Overtaken)]);
        let late = app.services.schedule_switch(&anna, on("2026-12-02", "08:00"), PASSWORD.to_owned()).await.unwrap_err();
        assert!(matches!(late.into_app(), AppError::Conflict(_)));
        app.switches(&bram, false).await;
        app.advance_clock(UNTIL_DECEMBER + DAY);
        jobs::run(&app.services).await;
        assert!(!app.is_on().await);
        assert_eq!(app.journal("enforcement_switched").await.len(), 2);
    }
}

on_both! {
    /// A suspended account is switched on once resumed, and an account without an active administrator once it has one.
    async fn schedule_waits_for_active_account_and_administrator(app: App) {
        let (anna, _) = app.account_that_is_off().await;
        app.plans(&anna, on("2026-12-01", "08:00")).await;
        app.services.suspend(&app.number(ACCOUNT)).await.unwrap();
        app.advance_clock(UNTIL_DECEMBER + DAY);
        jobs::run(&app.services).await;
        assert!(!app.is_on().await);
        let terms = |version: Option<i64>| profile::Entity::update_many()
            .col_expr(profile::Column::TermsVersion, Expr::value(version))
            .filter(profile::Column::EmailKey.is_in([ANNA, BRAM]))
            .exec(&app.services.db);
        terms(None).await.unwrap();
        app.services.resume(&app.number(ACCOUNT)).await.unwrap();
        jobs::run(&app.services).await;
        assert!(!app.is_on().await, "nobody could decide what comes of it");
        app.make_active(BRAM).await;
        jobs::run(&app.services).await;
        assert!(app.is_on().await);
        assert_eq!(app.outbox_of_kind("enforcement_switched").await.iter().map(|m| m.to_email.as_str()).collect::<Vec<_>>(), [BRAM]);
    }
}

on_both! {
    /// Refused with a message at the field, before the password is asked for; nothing is stored.
    async fn invalid_time_refused_at_field(app: App) {
        let (anna, _) = app.account_that_is_off().await;
        let refused = async |date: &str, time: &str| {
            let previewed = field_errors(app.services.preview_schedule(&anna, on(date, time)).await.unwrap_err());
            let submitted = app.services.schedule_switch(&anna, on(date, time), "wrong".to_owned()).await.unwrap_err();
            assert_eq!(previewed, field_errors(submitted), "{date} {time}");
            previewed
        };
        let fields = |problems: &[(String, String)]| problems.iter().map(|p| p.0.clone()).collect::<Vec<_>>();
        assert_eq!(fields(&refused("", "").await), ["date", "time"]);
        assert_eq!(fields(&refused("1 December", "08:00").await), ["date"]);
        assert_eq!(fields(&refused("2026-12-01", "8 o'clock").await), ["time"]);
        // The clock reads 14:14.
        assert_eq!(fields(&refused("2026-11-23", "14:14").await), ["date"]);
        assert_eq!(fields(&refused("2027-11-24", "08:00").await), ["date"]);
        assert!(refused("2027-11-24", "08:00").await[0].1.contains("23 November 2027"));
        let gap = refused("2027-03-28", "02:30").await;
        assert!(gap[0].0 == "time" && gap[0].1.contains("28 March 2027") && gap[0].1.contains("is 03:00"), "{gap:?}");
        let twice = app.services.preview_schedule(&anna, on("2027-10-31", "02:30")).await.unwrap().unwrap();
        assert!(twice.twice && twice.offset == "UTC+2" && twice.iso == "2027-10-31T02:30:00+02:00", "{twice:?}");
        for last in [on("2026-11-23", "14:15"), on("2027-11-23", "14:14")] {
            app.services.preview_schedule(&anna, last).await.unwrap().unwrap();
        }
        let wrong_password = app.services.schedule_switch(&anna, on("2026-12-01", "08:00"), "wrong".to_owned()).await;
        assert_eq!(field_errors(wrong_password.unwrap_err())[0].0, "password");
        assert!(app.schedule_endings().await.is_empty() && app.outbox_of_kind("enforcement_planned").await.is_empty());
    }
}

on_both! {
    /// The time limits of kept requests are paused while enforcement is off.
    async fn time_limits_paused_while_enforcement_off(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let end = app.requests().await[0].expires_at;
        app.advance_clock(2 * DAY);
        app.switches(&anna, false).await;
        app.advance_clock(5 * DAY);
        app.switches(&anna, true).await;
        assert_eq!(app.requests().await[0].expires_at, end.plus_seconds(5 * DAY));
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        assert_eq!(app.requests().await.len(), 1);
    }
}

/// Several replicas at the same moment, together with the server's own loop, repeatedly.
async fn replicas(kind: Kind) {
    let app = App::start(kind).await;
    let (anna, _) = app.account_that_is_off().await;
    let mut replicas = Vec::new();
    for _ in 0..3 {
        replicas.push(app.replica().await);
    }
    for round in 1..=12 {
        // Each round begins a minute later than the previous one.
        let minute = 14 + round;
        app.plans(&anna, on("2026-11-23", &format!("14:{minute}"))).await;
        for replica in &replicas {
            replica.clock.advance_seconds(60);
        }
        let (many, own) = (replicas.iter().map(jobs::run), async {
            app.advance_clock(60);
            jobs::run(&app.services).await;
        });
        futures::join!(futures::future::join_all(many), own);
        assert!(app.is_on().await);
        let entries = app.journal("enforcement_switched").await;
        let by_time = entries.iter().filter(|entry| entry.actor.as_str() == "system").count();
        assert_eq!(by_time, round);
        app.switches(&anna, false).await;
    }
    // On and off, to both of them.
    assert_eq!(app.outbox_of_kind("enforcement_switched").await.len(), 48);
    let account = app.account(ACCOUNT).await;
    server::services::journal::verify(&app.services.db, &account).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn schedule_on_replicas_applied_once_sqlite() {
    replicas(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn schedule_on_replicas_applied_once_postgres() {
    replicas(Kind::Postgres).await;
}
