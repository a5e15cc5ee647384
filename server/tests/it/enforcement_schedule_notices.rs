//! Notices before scheduled enforcement: each user it would block gets one mail, and may request in time.

use crate::{
    enforcement_schedule::{ANNA, BRAM, DAY, on},
    on_both,
    support::{ACCOUNT, App, Kind, PASSWORD, SmtpBehavior},
};
use app::pages::{
    enforcement::dto::ScheduleForm,
    users::standing_dto::{NewUserForm, UserAction, UserActionInput},
};
use esecure::{person::Administrator, policy::DomainList, request::StateKind};
use sea_orm::EntityTrait as _;
use server::{
    jobs,
    mail::catalogue::MailKind,
    services::history::{Importer, UseRecord},
    store::{columns::OutboxState, entity::switch_notice, users},
};

fn schedule_with_notices(date: &str) -> ScheduleForm {
    ScheduleForm { tell: true, ..on(date, "08:00") }
}

impl App {
    async fn ship(&self, emails: &[&str]) {
        for email in emails {
            self.shipper(email).ships_on(ACCOUNT).await.is_allowed("not_enforced");
        }
    }

    async fn decide_about(&self, by: &Administrator, email: &str, choice: UserAction) {
        let account = self.account(ACCOUNT).await;
        let row = users::by_email(&self.services.db, &account.id, &self.address(email)).await.unwrap().unwrap();
        let form = UserActionInput { choice, ..UserActionInput::default() };
        let ruled = self.services.change_standings(by, vec![row.id], form).await.unwrap();
        ruled[0].result.as_ref().unwrap();
    }

    /// Returns the recipients of these mails, with the delivery state of each.
    async fn notice_recipients(&self) -> Vec<(String, OutboxState)> {
        let mails = self.outbox_of_kind("approval_needed").await;
        let mut recipients: Vec<_> = mails.into_iter().map(|mail| (String::from(mail.to_email), mail.state)).collect();
        recipients.sort_by(|a, b| (&a.0, a.1.code()).cmp(&(&b.0, b.1.code())));
        recipients
    }

    async fn link_of(&self, email: &str) -> String {
        self.mail(email, "that it takes an approval", |m| m.text.contains("/a/")).await.link("/a/")
    }
}

fn recipients_of(recipients: &[(String, OutboxState)]) -> Vec<&str> {
    recipients.iter().map(|(to, _)| to.as_str()).collect()
}

on_both! {
    /// Only users who are undecided, used the account and may request; one mail each.
    async fn undecided_users_notified_once(app: App) {
        let (anna, _) = app.account_that_is_off().await;
        app.ship(&["ann@acme.test", "bob@acme.test", "cas@acme.test", "eve@acme.test", "dom@covered.test"]).await;
        app.decide_about(&anna, "cas@acme.test", UserAction::Approve).await;
        app.decide_about(&anna, "eve@acme.test", UserAction::Reject).await;
        app.add_domain(&anna, DomainList::Authorised, "covered.test").await;
        // Approved and then cleared, without a single use.
        let form = NewUserForm { email: "fay@acme.test".to_owned(), ..NewUserForm::default() };
        app.services.add_user(&anna, form).await.unwrap();
        app.decide_about(&anna, "fay@acme.test", UserAction::Clear).await;
        assert_eq!(app.services.enforcement(&anna).await.unwrap().undecided, 2);
        app.plans(&anna, schedule_with_notices("2026-12-01")).await;
        for _ in 0..3 {
            jobs::run(&app.services).await;
        }
        app.deliver_all().await;
        assert_eq!(recipients_of(&app.notice_recipients().await), ["ann@acme.test", "bob@acme.test"]);
        let mail = app.mail("ann@acme.test", "that it takes an approval", |m| m.text.contains("/a/")).await;
        assert!(mail.text_contains("Tuesday 1 December 2026 at 08:00") && !mail.text_contains(ACCOUNT));
        assert!(!mail.text_contains("Voorbeeld"), "whoever has shipped need not know whose number it is");
        // Without the checkbox no mails are sent; ticked again, for another date, both users get one.
        app.plans(&anna, on("2026-12-02", "08:00")).await;
        jobs::run(&app.services).await;
        assert_eq!(app.notice_recipients().await.len(), 2);
        app.plans(&anna, schedule_with_notices("2026-12-03")).await;
        jobs::run(&app.services).await;
        assert_eq!(app.notice_recipients().await.len(), 4);
        let planned = app.services.enforcement(&anna).await.unwrap().planned.unwrap();
        assert_eq!(planned.mailed, Some((2, true)));
    }
}

on_both! {
    /// A list of domains that may request excludes users who could not use the link's button.
    async fn users_who_may_not_request_not_notified(app: App) {
        let (anna, _) = app.account_that_is_off().await;
        app.ship(&["ann@acme.test", "bob@else.test"]).await;
        app.add_domain(&anna, DomainList::MayAsk, "acme.test").await;
        assert_eq!(app.services.enforcement(&anna).await.unwrap().undecided, 1);
        app.plans(&anna, schedule_with_notices("2026-12-01")).await;
        jobs::run(&app.services).await;
        assert_eq!(recipients_of(&app.notice_recipients().await), ["ann@acme.test"]);
        // The list was added later: the page says so, and submitting creates no request.
        let link = app.link_of("ann@acme.test").await;
        app.add_domain(&anna, DomainList::MayAsk, "third.test").await;
        let account = app.account(ACCOUNT).await;
        let rows = server::store::domain_rules::rows(&app.services.db, &account.id).await.unwrap();
        let acme = rows.iter().find(|row| row.domain.as_str() == "acme.test").unwrap();
        app.services.remove_domain(&anna, acme.id.clone()).await.unwrap();
        app.browser().open(&link).await.assert_contains("You cannot ask for approval here");
        app.browser().submit(&link, &[("message", "")]).await.assert_contains("You cannot ask for approval here");
        assert!(app.requests().await.is_empty());
    }
}

on_both! {
    /// Opening the link changes nothing; submitting creates one request, as a refused check would, and redirects to its
    /// status page.
    async fn notice_link_opens_request(app: App) {
        let (anna, _) = app.account_that_is_off().await;
        app.ship(&["ann@acme.test"]).await;
        app.plans(&anna, schedule_with_notices("2026-12-01")).await;
        jobs::run(&app.services).await;
        let link = app.link_of("ann@acme.test").await;
        let browser = app.browser();
        for _ in 0..2 {
            let page = browser.open(&link).await;
            page.assert_contains("Tuesday 1 December 2026 at 08:00").assert_contains("Amsterdam (UTC+1)").assert_contains("ann@acme.test").assert_contains("•••••6789");
            page.assert_lacks(ACCOUNT).assert_lacks("Voorbeeld");
            assert_eq!(page.headers.get("referrer-policy").unwrap(), "no-referrer");
        }
        assert_eq!(browser.head(&link).await, 200);
        assert!(app.requests().await.is_empty(), "opening it changes nothing");
        let long = "x".repeat(501);
        let page = browser.submit(&link, &[("message", &long)]).await;
        assert_eq!(page.status, 422);
        page.assert_contains(&long).assert_contains("at most 500 characters");
        assert!(app.requests().await.is_empty());

        let response = browser.submit(&link, &[("message", " Weekly returns\r\nfor Jonas ")]).await;
        assert_eq!(response.status, 303);
        let status = response.location.unwrap();
        assert!(status.starts_with("/r/"));
        browser.open(&status).await.assert_contains("Weekly returns");
        let requests = app.requests().await;
        let request = &requests[0];
        assert_eq!((requests.len(), request.state, request.told), (1, StateKind::Open, 2));
        assert_eq!(request.name.as_deref(), Some("Ann Lee"));
        let message = app.stored_text("request", "message", "ann@acme.test").await;
        assert_eq!(message.as_deref(), Some("Weekly returns\nfor Jonas"));
        assert_eq!(request.application_id, app.application().await.id);
        for to in [ANNA, BRAM] {
            let mail = app.approval_request(to, "ann@acme.test").await;
            assert!(mail.text_contains("to keep shipping") && !mail.text_contains("tried"), "{}", mail.text);
        }
        let mail = app.mail("ann@acme.test", "that the request was received", |m| m.text.contains("/r/")).await;
        assert!(mail.text_contains("You asked to keep shipping"));
        let entries = app.journal("request_opened").await;
        assert_eq!((entries[0].actor.as_str(), entries[0].origin.as_str()), ("requester", "mail"));
        // Submitting or opening the link again redirects to the same status page.
        for page in [browser.submit(&link, &[]).await, browser.open(&link).await] {
            assert_eq!((page.status, page.location), (303, Some(status.clone())));
        }
        assert_eq!(app.requests().await.len(), 1);
        // The request is decided before the date, and on that date the user can go on shipping.
        app.decide_about(&anna, "ann@acme.test", UserAction::Approve).await;
        browser.open(&link).await.assert_contains("You may ship");
        app.advance_clock(9 * DAY);
        jobs::run(&app.services).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
    }
}

on_both! {
    /// The link's page after later changes; submitting then creates no request.
    async fn notice_link_after_changes_explains_state(app: App) {
        let (anna, _) = app.account_that_is_off().await;
        app.ship(&["ann@acme.test", "eve@acme.test"]).await;
        app.plans(&anna, schedule_with_notices("2026-12-01")).await;
        jobs::run(&app.services).await;
        let (ann, eve) = (app.link_of("ann@acme.test").await, app.link_of("eve@acme.test").await);
        let browser = app.browser();
        app.decide_about(&anna, "eve@acme.test", UserAction::Reject).await;
        browser.open(&eve).await.assert_contains("Your address was rejected");
        browser.submit(&eve, &[]).await.assert_contains("Your address was rejected");
        app.services.cancel_schedule(&anna, PASSWORD.to_owned()).await.unwrap();
        browser.open(&ann).await.assert_contains("You don't need approval");
        browser.submit(&ann, &[]).await.assert_contains("You don't need approval");
        // Another date, without notices: the same link shows that date.
        app.plans(&anna, on("2026-12-10", "08:00")).await;
        browser.open(&ann).await.assert_contains("Thursday 10 December 2026 at 08:00");
        app.services.suspend(&app.number(ACCOUNT)).await.unwrap();
        assert_eq!(browser.open(&ann).await.status, 410);
        app.services.resume(&app.number(ACCOUNT)).await.unwrap();
        // After the switch a request still helps. The link expires a month after the date given in the mail.
        app.advance_clock(20 * DAY);
        jobs::run(&app.services).await;
        browser.open(&ann).await.assert_contains("only approved addresses can ship.").assert_lacks("10 December");
        app.advance_clock(25 * DAY);
        let over = browser.open(&ann).await;
        over.assert_contains("This link has expired");
        assert_eq!((over.status, browser.submit(&ann, &[]).await.status), (410, 410));
        assert_eq!(browser.open("/a/nothing").await.status, 404);
        assert_eq!(browser.submit("/a/nothing", &[]).await.status, 404);
        assert!(app.requests().await.is_empty());
    }
}

on_both! {
    /// Notices together with an immediate switch, in the same submit.
    async fn immediate_switch_with_notices_notifies(app: App) {
        let (anna, _) = app.account_that_is_off().await;
        app.ship(&["ann@acme.test", "bob@acme.test"]).await;
        app.plans(&anna, ScheduleForm { now: true, tell: true, ..ScheduleForm::default() }).await;
        jobs::run(&app.services).await;
        let link = app.link_of("ann@acme.test").await;
        app.browser().open(&link).await.assert_contains("only approved addresses can ship.");
        let response = app.browser().submit(&link, &[]).await;
        assert!(response.location.unwrap().starts_with("/r/"));
        // The next check finds the open request.
        let verdict = app.shipper("ann@acme.test").ships_on(ACCOUNT).await;
        verdict.is_pending();
        assert_eq!((app.requests().await.len(), verdict.request()), (1, app.requests().await[0].id.to_string()));
        assert_eq!(app.outbox_of_kind("enforcement_switched").await.len(), 2);
        assert!(app.outbox_of_kind("enforcement_planned").await.is_empty());
    }
}

on_both! {
    /// Queued notices are dropped once they are pointless.
    async fn outdated_notices_dropped(app: App) {
        let (anna, bram) = app.account_that_is_off().await;
        app.ship(&["ann@acme.test", "bob@acme.test", "eve@acme.test"]).await;
        app.deliver_all().await;
        app.smtp.set_behavior(SmtpBehavior::RejectConnection).await;
        app.plans(&anna, schedule_with_notices("2026-12-01")).await;
        jobs::run(&app.services).await;
        app.wait_for_outbox("tried", |mails| mails.iter().filter(|m| m.kind == MailKind::ApprovalNeeded && m.attempts > 0).count() == 3).await;
        app.decide_about(&anna, "ann@acme.test", UserAction::Approve).await;
        app.decide_about(&anna, "eve@acme.test", UserAction::Reject).await;
        app.advance_clock(2 * 3600);
        app.smtp.set_behavior(SmtpBehavior::Ready).await;
        app.deliver_all().await;
        let is = |to: &str, state| (to.to_owned(), state);
        let all = [
            is("ann@acme.test", OutboxState::Dropped),
            is("bob@acme.test", OutboxState::Sent),
            is("eve@acme.test", OutboxState::Dropped),
        ];
        assert_eq!(app.notice_recipients().await, all);

        // Cancelled: users who have not been notified yet get no mail.
        app.ship(&["cas@acme.test"]).await;
        app.smtp.set_behavior(SmtpBehavior::RejectConnection).await;
        app.plans(&bram, schedule_with_notices("2026-12-02")).await;
        jobs::run(&app.services).await;
        app.services.cancel_schedule(&bram, PASSWORD.to_owned()).await.unwrap();
        app.advance_clock(2 * 3600);
        app.smtp.set_behavior(SmtpBehavior::Ready).await;
        app.deliver_all().await;
        let dropped: Vec<_> = app.notice_recipients().await.into_iter().filter(|(_, state)| *state == OutboxState::Dropped).collect();
        assert_eq!(recipients_of(&dropped), ["ann@acme.test", "bob@acme.test", "cas@acme.test", "eve@acme.test"]);
    }
}

on_both! {
    /// While the mail server is down, queued notices do not exceed a batch.
    async fn notices_queued_in_batches_while_mail_server_down(app: App) {
        let (anna, _) = app.account_that_is_off().await;
        import_users(&app, 450).await;
        app.deliver_all().await;
        app.smtp.set_behavior(SmtpBehavior::RejectConnection).await;
        app.plans(&anna, schedule_with_notices("2026-12-01")).await;
        for _ in 0..5 {
            jobs::run(&app.services).await;
        }
        let some = app.notice_recipients().await.len();
        // The server's own loop may have written a batch at the same moment.
        assert!((200..=400).contains(&some), "{some}");
        app.advance_clock(2 * 3600);
        app.smtp.set_behavior(SmtpBehavior::Ready).await;
        app.deliver_all().await;
        while app.notice_recipients().await.len() < 450 {
            jobs::run(&app.services).await;
            app.deliver_all().await;
        }
        assert!(app.notice_recipients().await.iter().all(|(_, state)| *state == OutboxState::Sent));
    }
}

on_both! {
    /// the time limit of a request made in advance starts at the switch.
    async fn time_limit_of_early_request_starts_at_switch(app: App) {
        let (anna, _) = app.account_that_is_off().await;
        app.ship(&["ann@acme.test"]).await;
        app.plans(&anna, schedule_with_notices("2026-12-01")).await;
        jobs::run(&app.services).await;
        app.browser().submit(&app.link_of("ann@acme.test").await, &[]).await;
        let end = app.requests().await[0].expires_at;
        app.advance_clock(8 * DAY);
        jobs::run(&app.services).await;
        assert_eq!(app.requests().await[0].expires_at, end.plus_seconds(8 * DAY));
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        assert_eq!((app.requests().await.len(), app.requests().await[0].attempts), (1, 2));
    }
}

/// Imports `count` addresses that have shipped.
async fn import_users(app: &App, count: u64) {
    let line = |n: u64| UseRecord {
        account: ACCOUNT.to_owned(),
        email: format!("user{n}@acme.test"),
        application: "LabelStation".to_owned(),
        used_at: "2026-11-20T10:00:00Z".to_owned(),
        reference: String::new(),
    };
    let mut importer = Importer::default();
    app.services.import_history(&mut importer, (0..count).map(|n| (n + 2, line(n))).collect()).await.unwrap();
    assert_eq!(importer.counts.imported, count, "{:?}", importer.counts);
}

/// Hundreds of notices, by several replicas at once, one of which is stopping.
async fn notify_hundreds(kind: Kind) {
    let app = App::start(kind).await;
    let (anna, _) = app.account_that_is_off().await;
    import_users(&app, 450).await;
    let mut replicas = Vec::new();
    for _ in 0..3 {
        replicas.push(app.replica().await);
    }
    replicas[0].stopping.cancel();
    app.plans(&anna, schedule_with_notices("2026-12-01")).await;
    // Each batch is delivered before the next is written, so that other mails do not wait behind all of them.
    let all = async || app.services.enforcement(&anna).await.unwrap().planned.unwrap().mailed.unwrap();
    while !all().await.1 {
        futures::future::join_all(replicas.iter().chain([&app.services]).map(jobs::run)).await;
        let waiting = app.notice_recipients().await.iter().filter(|(_, state)| *state == OutboxState::Queued).count();
        assert!(waiting <= 200 * (replicas.len() + 2), "{waiting} wait");
        app.deliver_all().await;
    }
    let mut recipients = app.notice_recipients().await;
    assert_eq!((recipients.len(), all().await.0), (450, 450));
    recipients.dedup_by(|a, b| a.0 == b.0);
    assert_eq!(recipients.len(), 450, "nobody twice");
    assert_eq!(switch_notice::Entity::find().all(&app.services.db).await.unwrap().len(), 450);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn hundreds_notified_once_by_replicas_sqlite() {
    notify_hundreds(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn hundreds_notified_once_by_replicas_postgres() {
    notify_hundreds(Kind::Postgres).await;
}
