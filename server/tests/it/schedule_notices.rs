//! Notices before scheduled enforcement: each user it would block gets one mail, and may request in time.

use crate::{
    on_both,
    schedule::{ANNA, BRAM, DAY, on},
    support::{ACCOUNT, App, Kind, Manner, PASSWORD},
};
use app::view::{NewUserForm, PlanForm, StandingChoice, StandingForm};
use esecure::{id::UserId, person::Administrator, policy::DomainList};
use sea_orm::EntityTrait as _;
use server::{
    jobs,
    services::history::{Importer, UseRecord},
    store::{entity::switch_notice, users},
};

fn telling(date: &str) -> PlanForm {
    PlanForm { tell: true, ..on(date, "08:00") }
}

impl App {
    async fn ship(&self, emails: &[&str]) {
        for email in emails {
            self.shipper(email).ships_on(ACCOUNT).await.is_allowed("not_enforced");
        }
    }

    async fn decides_about(&self, by: &Administrator, email: &str, choice: StandingChoice) {
        let account = self.account(ACCOUNT).await;
        let row = users::by_email(&self.services.db, &account.id, &self.address(email)).await.unwrap().unwrap();
        let form = StandingForm { choice, ..StandingForm::default() };
        let ruled = self.services.change_standings(by, vec![UserId::parse(&row.id).unwrap()], form).await.unwrap();
        ruled[0].result.as_ref().unwrap();
    }

    /// Returns the recipients of these mails, with the delivery state of each.
    async fn told_of_it(&self) -> Vec<(String, String)> {
        let mails = self.stored("approval_needed").await;
        let mut told: Vec<_> = mails.into_iter().map(|mail| (mail.to_email, mail.state)).collect();
        told.sort();
        told
    }

    async fn link_of(&self, email: &str) -> String {
        self.mail(email, "that it takes an approval", |m| m.text.contains("/a/")).await.link("/a/")
    }
}

fn names(told: &[(String, String)]) -> Vec<&str> {
    told.iter().map(|(to, _)| to.as_str()).collect()
}

on_both! {
    /// Only users who are undecided, used the account and may request; one mail each.
    async fn the_undecided_are_told_once(app: App) {
        let (anna, _) = app.account_that_is_off().await;
        app.ship(&["ann@acme.test", "bob@acme.test", "cas@acme.test", "eve@acme.test", "dom@covered.test"]).await;
        app.decides_about(&anna, "cas@acme.test", StandingChoice::Approve).await;
        app.decides_about(&anna, "eve@acme.test", StandingChoice::Reject).await;
        app.domain(&anna, DomainList::Authorised, "covered.test").await;
        // Approved and then cleared, without a single use.
        let form = NewUserForm { email: "fay@acme.test".to_owned(), ..NewUserForm::default() };
        app.services.add_user(&anna, form).await.unwrap();
        app.decides_about(&anna, "fay@acme.test", StandingChoice::Clear).await;
        assert_eq!(app.services.enforcement(&anna).await.unwrap().undecided, 2);
        app.plans(&anna, telling("2026-12-01")).await;
        for _ in 0..3 {
            jobs::run(&app.services).await;
        }
        app.delivered().await;
        assert_eq!(names(&app.told_of_it().await), ["ann@acme.test", "bob@acme.test"]);
        let mail = app.mail("ann@acme.test", "that it takes an approval", |m| m.text.contains("/a/")).await;
        assert!(mail.tells("Tuesday 1 December 2026 at 08:00") && !mail.tells(ACCOUNT));
        assert!(!mail.tells("Voorbeeld"), "whoever has shipped need not know whose number it is");
        // Without the checkbox no mails are sent; ticked again, for another date, both users get one.
        app.plans(&anna, on("2026-12-02", "08:00")).await;
        jobs::run(&app.services).await;
        assert_eq!(app.told_of_it().await.len(), 2);
        app.plans(&anna, telling("2026-12-03")).await;
        jobs::run(&app.services).await;
        assert_eq!(app.told_of_it().await.len(), 4);
        let planned = app.services.enforcement(&anna).await.unwrap().planned.unwrap();
        assert_eq!(planned.mailed, Some((2, true)));
    }
}

on_both! {
    /// A list of domains that may request excludes users who could not use the link's button.
    async fn who_may_not_ask_is_not_told(app: App) {
        let (anna, _) = app.account_that_is_off().await;
        app.ship(&["ann@acme.test", "bob@else.test"]).await;
        app.domain(&anna, DomainList::MayAsk, "acme.test").await;
        assert_eq!(app.services.enforcement(&anna).await.unwrap().undecided, 1);
        app.plans(&anna, telling("2026-12-01")).await;
        jobs::run(&app.services).await;
        assert_eq!(names(&app.told_of_it().await), ["ann@acme.test"]);
        // The list was added later: the page says so, and submitting creates no request.
        let link = app.link_of("ann@acme.test").await;
        app.domain(&anna, DomainList::MayAsk, "third.test").await;
        let account = app.account(ACCOUNT).await;
        let rows = server::store::accounts::domain_rows(&app.services.db, &account.id).await.unwrap();
        let acme = rows.iter().find(|row| row.domain == "acme.test").unwrap();
        app.services.remove_domain(&anna, esecure::id::DomainRuleId::parse(&acme.id).unwrap()).await.unwrap();
        app.phone().open(&link).await.says("No approval can be asked for here");
        app.phone().submit(&link, &[("message", "")]).await.says("No approval can be asked for here");
        assert!(app.requests().await.is_empty());
    }
}

on_both! {
    /// Opening the link changes nothing; submitting creates one request, as a refused check would, and redirects to its
    /// status page.
    async fn the_link_opens_the_request(app: App) {
        let (anna, _) = app.account_that_is_off().await;
        app.ship(&["ann@acme.test"]).await;
        app.plans(&anna, telling("2026-12-01")).await;
        jobs::run(&app.services).await;
        let link = app.link_of("ann@acme.test").await;
        let phone = app.phone();
        for _ in 0..2 {
            let page = phone.open(&link).await;
            page.says("Tuesday 1 December 2026 at 08:00").says("Amsterdam (UTC+1)").says("ann@acme.test").says("•••••6789");
            page.does_not_say(ACCOUNT).does_not_say("Voorbeeld");
            assert_eq!(page.headers.get("referrer-policy").unwrap(), "no-referrer");
        }
        assert_eq!(phone.head(&link).await, 200);
        assert!(app.requests().await.is_empty(), "opening it changes nothing");
        let long = "x".repeat(501);
        let page = phone.submit(&link, &[("message", &long)]).await;
        assert_eq!(page.status, 422);
        page.says(&long).says("at most 500 characters");
        assert!(app.requests().await.is_empty());

        let asked = phone.submit(&link, &[("message", " Weekly returns\r\nfor Jonas ")]).await;
        assert_eq!(asked.status, 303);
        let status = asked.location.unwrap();
        assert!(status.starts_with("/r/"));
        phone.open(&status).await.says("Weekly returns");
        let requests = app.requests().await;
        let request = &requests[0];
        assert_eq!((requests.len(), request.state.as_str(), request.told), (1, "open", 2));
        assert_eq!((request.name.as_deref(), request.message.as_deref()), (Some("Ann Lee"), Some("Weekly returns\nfor Jonas")));
        assert_eq!(request.application_id, app.application().await.id);
        for to in [ANNA, BRAM] {
            let mail = app.approval_request(to, "ann@acme.test").await;
            assert!(mail.tells("to go on shipping") && !mail.tells("tried"), "{}", mail.text);
        }
        let mail = app.mail("ann@acme.test", "that the request was received", |m| m.text.contains("/r/")).await;
        assert!(mail.tells("You asked to go on shipping"));
        let entries = app.journal("request_opened").await;
        assert_eq!((entries[0].actor.as_str(), entries[0].origin.as_str()), ("requester", "mail"));
        // Submitting or opening the link again redirects to the same status page.
        for page in [phone.submit(&link, &[]).await, phone.open(&link).await] {
            assert_eq!((page.status, page.location), (303, Some(status.clone())));
        }
        assert_eq!(app.requests().await.len(), 1);
        // The request is decided before the date, and on that date the user can go on shipping.
        app.decides_about(&anna, "ann@acme.test", StandingChoice::Approve).await;
        phone.open(&link).await.says("You may ship");
        app.wait(9 * DAY);
        jobs::run(&app.services).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
    }
}

on_both! {
    /// The link's page after later changes; submitting then creates no request.
    async fn the_link_says_what_has_become_of_it(app: App) {
        let (anna, _) = app.account_that_is_off().await;
        app.ship(&["ann@acme.test", "eve@acme.test"]).await;
        app.plans(&anna, telling("2026-12-01")).await;
        jobs::run(&app.services).await;
        let (ann, eve) = (app.link_of("ann@acme.test").await, app.link_of("eve@acme.test").await);
        let phone = app.phone();
        app.decides_about(&anna, "eve@acme.test", StandingChoice::Reject).await;
        phone.open(&eve).await.says("Your address was rejected");
        phone.submit(&eve, &[]).await.says("Your address was rejected");
        app.services.cancel_schedule(&anna, PASSWORD.to_owned()).await.unwrap();
        phone.open(&ann).await.says("You do not need an approval");
        phone.submit(&ann, &[]).await.says("You do not need an approval");
        // Another date, without notices: the same link shows that date.
        app.plans(&anna, on("2026-12-10", "08:00")).await;
        phone.open(&ann).await.says("Thursday 10 December 2026 at 08:00");
        app.services.suspend(&app.number(ACCOUNT)).await.unwrap();
        assert_eq!(phone.open(&ann).await.status, 410);
        app.services.resume(&app.number(ACCOUNT)).await.unwrap();
        // After the switch a request still helps. The link expires a month after the date given in the mail.
        app.wait(20 * DAY);
        jobs::run(&app.services).await;
        phone.open(&ann).await.says("only approved addresses can ship.").does_not_say("10 December");
        app.wait(25 * DAY);
        let over = phone.open(&ann).await;
        over.says("This link has ended");
        assert_eq!((over.status, phone.submit(&ann, &[]).await.status), (410, 410));
        assert_eq!(phone.open("/a/nothing").await.status, 404);
        assert_eq!(phone.submit("/a/nothing", &[]).await.status, 404);
        assert!(app.requests().await.is_empty());
    }
}

on_both! {
    /// Notices together with an immediate switch, in the same submit.
    async fn now_and_tell_them(app: App) {
        let (anna, _) = app.account_that_is_off().await;
        app.ship(&["ann@acme.test", "bob@acme.test"]).await;
        app.plans(&anna, PlanForm { now: true, tell: true, ..PlanForm::default() }).await;
        jobs::run(&app.services).await;
        let link = app.link_of("ann@acme.test").await;
        app.phone().open(&link).await.says("only approved addresses can ship.");
        let asked = app.phone().submit(&link, &[]).await;
        assert!(asked.location.unwrap().starts_with("/r/"));
        // The next check finds the open request.
        let verdict = app.shipper("ann@acme.test").ships_on(ACCOUNT).await;
        verdict.is_pending();
        assert_eq!((app.requests().await.len(), verdict.request()), (1, app.requests().await[0].id.clone()));
        assert_eq!(app.stored("enforcement_switched").await.len(), 2);
        assert!(app.stored("enforcement_planned").await.is_empty());
    }
}

on_both! {
    /// Queued notices are dropped once they are pointless.
    async fn pointless_notices_are_dropped(app: App) {
        let (anna, bram) = app.account_that_is_off().await;
        app.ship(&["ann@acme.test", "bob@acme.test", "eve@acme.test"]).await;
        app.delivered().await;
        app.smtp.behaves(Manner::NoService).await;
        app.plans(&anna, telling("2026-12-01")).await;
        jobs::run(&app.services).await;
        app.outbox_is("tried", |mails| mails.iter().filter(|m| m.kind == "approval_needed" && m.attempts > 0).count() == 3).await;
        app.decides_about(&anna, "ann@acme.test", StandingChoice::Approve).await;
        app.decides_about(&anna, "eve@acme.test", StandingChoice::Reject).await;
        app.wait(2 * 3600);
        app.smtp.behaves(Manner::Ready).await;
        app.delivered().await;
        let is = |to: &str, state: &str| (to.to_owned(), state.to_owned());
        let all = [is("ann@acme.test", "dropped"), is("bob@acme.test", "sent"), is("eve@acme.test", "dropped")];
        assert_eq!(app.told_of_it().await, all);

        // Cancelled: users who have not been notified yet get no mail.
        app.ship(&["cas@acme.test"]).await;
        app.smtp.behaves(Manner::NoService).await;
        app.plans(&bram, telling("2026-12-02")).await;
        jobs::run(&app.services).await;
        app.services.cancel_schedule(&bram, PASSWORD.to_owned()).await.unwrap();
        app.wait(2 * 3600);
        app.smtp.behaves(Manner::Ready).await;
        app.delivered().await;
        let dropped: Vec<_> = app.told_of_it().await.into_iter().filter(|(_, state)| state == "dropped").collect();
        assert_eq!(names(&dropped), ["ann@acme.test", "bob@acme.test", "cas@acme.test", "eve@acme.test"]);
    }
}

on_both! {
    /// While the mail server is down, queued notices do not exceed a batch.
    async fn the_outbox_is_not_flooded(app: App) {
        let (anna, _) = app.account_that_is_off().await;
        imports(&app, 450).await;
        app.delivered().await;
        app.smtp.behaves(Manner::NoService).await;
        app.plans(&anna, telling("2026-12-01")).await;
        for _ in 0..5 {
            jobs::run(&app.services).await;
        }
        let some = app.told_of_it().await.len();
        // The server's own loop may have written a batch at the same moment.
        assert!((200..=400).contains(&some), "{some}");
        app.wait(2 * 3600);
        app.smtp.behaves(Manner::Ready).await;
        app.delivered().await;
        while app.told_of_it().await.len() < 450 {
            jobs::run(&app.services).await;
            app.delivered().await;
        }
        assert!(app.told_of_it().await.iter().all(|(_, state)| state == "sent"));
    }
}

on_both! {
    /// the time limit of a request made in advance starts at the switch.
    async fn days_before_the_switch_are_not_counted(app: App) {
        let (anna, _) = app.account_that_is_off().await;
        app.ship(&["ann@acme.test"]).await;
        app.plans(&anna, telling("2026-12-01")).await;
        jobs::run(&app.services).await;
        app.phone().submit(&app.link_of("ann@acme.test").await, &[]).await;
        let end = app.requests().await[0].expires_at;
        app.wait(8 * DAY);
        jobs::run(&app.services).await;
        assert_eq!(app.requests().await[0].expires_at, end + 8 * DAY * 1000);
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        assert_eq!((app.requests().await.len(), app.requests().await[0].attempts), (1, 2));
    }
}

/// Imports `count` addresses that have shipped.
async fn imports(app: &App, count: u64) {
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
async fn many(kind: Kind) {
    let app = App::start(kind).await;
    let (anna, _) = app.account_that_is_off().await;
    imports(&app, 450).await;
    let mut replicas = Vec::new();
    for _ in 0..3 {
        replicas.push(app.replica().await);
    }
    replicas[0].stopping.cancel();
    app.plans(&anna, telling("2026-12-01")).await;
    // Each batch is delivered before the next is written, so that other mails do not wait behind all of them.
    let all = async || app.services.enforcement(&anna).await.unwrap().planned.unwrap().mailed.unwrap();
    while !all().await.1 {
        futures::future::join_all(replicas.iter().chain([&app.services]).map(jobs::run)).await;
        let waiting = app.told_of_it().await.iter().filter(|(_, state)| state == "queued").count();
        assert!(waiting <= 200 * (replicas.len() + 2), "{waiting} wait");
        app.delivered().await;
    }
    let mut told = app.told_of_it().await;
    assert_eq!((told.len(), all().await.0), (450, 450));
    told.dedup_by(|a, b| a.0 == b.0);
    assert_eq!(told.len(), 450, "nobody twice");
    assert_eq!(switch_notice::Entity::find().all(&app.services.db).await.unwrap().len(), 450);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn hundreds_are_told_once_sqlite() {
    many(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn hundreds_are_told_once_postgres() {
    many(Kind::Postgres).await;
}
