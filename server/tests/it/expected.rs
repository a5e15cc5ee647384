//! Expected shippers: the first check that matches an announcement becomes an approval by the announcer.

use crate::{
    on_both,
    support::{ACCOUNT, App},
};
use app::{
    AppError,
    pages::expected::dto::{AnnouncementForm, AnnouncementStateView},
};
use esecure::{Answer, id::AnnouncementId, person::Administrator};
use futures::future::join_all;
use server::error::ServiceError;

const ANNA: &str = "anna@voorbeeld.example";
const BRAM: &str = "bram@voorbeeld.example";
/// Last day of the tests' announcements; the clock begins on 23 November 2026.
const LAST_DAY: &str = "2026-12-31";

fn form(who: &str, last_day: &str) -> AnnouncementForm {
    AnnouncementForm { who: who.to_owned(), reference: "PO 88251".to_owned(), last_day: last_day.to_owned() }
}

impl App {
    async fn announce(&self, by: &Administrator, who: &str) -> AnnouncementId {
        self.services.announce(by, form(who, LAST_DAY)).await.unwrap();
        let rows = self.services.expected_shippers(by).await.unwrap().rows;
        rows.into_iter().find(|row| row.who == who).unwrap().id
    }

    /// Returns what became of the announcement of an address or a domain.
    async fn announcement(&self, by: &Administrator, who: &str) -> AnnouncementStateView {
        let rows = self.services.expected_shippers(by).await.unwrap().rows;
        rows.into_iter().find(|row| row.who == who).unwrap().state
    }

    /// Returns the error shown at a field for a refused announcement.
    async fn announcement_refused(&self, by: &Administrator, form: AnnouncementForm, field: &str) -> String {
        match self.services.announce(by, form.clone()).await {
            Err(ServiceError::App(error @ AppError::Invalid(_))) => error.of(field).unwrap().to_owned(),
            other => panic!("{form:?}: {other:?}"),
        }
    }
}

on_both! {
    async fn announced_address_is_approved_by_its_first_check(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let anna = app.administrator(ANNA).await;
        app.announce(&anna, "nadia@atelier.test").await;
        app.shipper("nadia@atelier.test").with("dry_run", true.into()).ships_on(ACCOUNT).await.is_allowed("address_approved");
        assert_eq!(app.announcement(&anna, "nadia@atelier.test").await, AnnouncementStateView::Waiting, "a dry run uses nothing");

        app.shipper("Nadia@Atelier.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
        let arrived = app.announcement(&anna, "nadia@atelier.test").await;
        assert!(matches!(arrived, AnnouncementStateView::Arrived { user: Some(_), .. }), "{arrived:?}");
        let explained = app.services.why(&anna, "nadia@atelier.test").await.unwrap();
        assert_eq!(explained.now, Answer::Allowed);
        let source = format!("{:?}", explained.decided);
        assert!(source.contains("Announcement") && source.contains("Anna de Boer"), "{source}");
        app.mail(ANNA, "arrival", |mail| mail.text.contains("Nadia@Atelier.test") && mail.text.contains("PO 88251")).await;
        app.mail("Nadia@Atelier.test", "approval", |mail| mail.text.contains("You were expected")).await;
        assert_eq!(app.journal("standing_changed").await.len(), 1);
        assert_eq!(app.journal("shipper_announced").await.len(), 1);
        // The approval ends with the last day.
        app.advance_clock(40 * 86_400);
        app.shipper("nadia@atelier.test").ships_on(ACCOUNT).await.is_pending();
    }
}

on_both! {
    async fn announced_domain_is_used_up_by_its_first_address(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        app.announce(&anna, "rheinwerk.test").await;
        app.shipper("x@lab.rheinwerk.test").ships_on(ACCOUNT).await.is_pending();
        app.shipper("one@rheinwerk.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
        app.shipper("two@rheinwerk.test").ships_on(ACCOUNT).await.is_pending();
        app.shipper("one@rheinwerk.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
    }
}

on_both! {
    /// Fifty checks race for a domain's announcement: exactly one address gets it, and each check is answered.
    async fn racing_checks_use_an_announcement_once(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        app.announce(&anna, "rheinwerk.test").await;
        let addresses: Vec<String> = (0..50).map(|n| format!("a{}@rheinwerk.test", n % 10)).collect();
        let answers = join_all(addresses.iter().map(|email| app.shipper(email).ships_on(ACCOUNT))).await;
        let allowed: std::collections::HashSet<_> = addresses.iter().zip(&answers)
            .filter(|(_, answer)| answer.0["verdict"] == "allowed").map(|(email, _)| email).collect();
        assert_eq!(allowed.len(), 1, "{allowed:?}");
        assert!(answers.iter().all(|answer| answer.0["verdict"] == "allowed" || answer.0["verdict"] == "pending"));
        assert_eq!(app.journal("standing_changed").await.len(), 1);
    }
}

on_both! {
    async fn rejected_and_own_addresses_are_not_covered(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let anna = app.administrator(ANNA).await;
        let refused = app.shipper("bob@atelier.test").ships_on(ACCOUNT).await.request();
        let id = esecure::id::RequestId::parse(&refused).unwrap();
        let reject = app::pages::queue::dto::DecisionInput::bare(app::pages::users::dto::Choice::Reject);
        let seats = app.signed_in(ANNA).await.seats;
        app::backend::Backend::decide(&app.services, &seats, vec![id], reject).await.unwrap();
        assert!(!app.announcement_refused(&anna, form("bob@atelier.test", LAST_DAY), "who").await.is_empty());
        app.announce(&anna, "atelier.test").await;
        app.shipper("bob@atelier.test").ships_on(ACCOUNT).await.is_denied("address_rejected");

        // Nobody announces their own address, and a domain announced by a person does not cover that person.
        assert!(!app.announcement_refused(&anna, form(ANNA, LAST_DAY), "who").await.is_empty());
        app.announce(&anna, "voorbeeld.example").await;
        app.shipper(ANNA).ships_on(ACCOUNT).await.is_pending();
        app.shipper(BRAM).ships_on(ACCOUNT).await.is_allowed("address_approved");
    }
}

on_both! {
    /// an announcement answers the open request of its address.
    async fn announcement_answers_the_open_request(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        app.shipper("nadia@atelier.test").ships_on(ACCOUNT).await.is_pending();
        app.announce(&anna, "nadia@atelier.test").await;
        app.shipper("nadia@atelier.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
        let requests = app.requests().await;
        assert_eq!(requests[0].state, esecure::request::StateKind::Approved);
        app.mail("nadia@atelier.test", "approval", |mail| mail.subject.contains("approved")).await;
    }
}

on_both! {
    async fn announcement_moved_withdrawn_and_lapsed(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        let id = app.announce(&anna, "a@atelier.test").await;
        app.services.withdraw_announcement(&anna, id.clone()).await.unwrap();
        app.shipper("a@atelier.test").ships_on(ACCOUNT).await.is_pending();
        assert!(matches!(app.announcement(&anna, "a@atelier.test").await, AnnouncementStateView::Withdrawn { .. }));
        let late = app.services.withdraw_announcement(&anna, id.clone()).await;
        assert!(matches!(late, Err(ServiceError::App(AppError::Conflict(_)))), "{late:?}");

        let id = app.announce(&anna, "b@atelier.test").await;
        app.services.move_announcement(&anna, id, "2026-11-24".to_owned()).await.unwrap();
        app.advance_clock(3 * 86_400);
        app.shipper("b@atelier.test").ships_on(ACCOUNT).await.is_pending();
        assert!(matches!(app.announcement(&anna, "b@atelier.test").await, AnnouncementStateView::Lapsed { .. }));
        // A lapsed one can be announced again; a waiting one cannot.
        app.services.announce(&anna, form("b@atelier.test", LAST_DAY)).await.unwrap();
        assert!(app.announcement_refused(&anna, form("b@atelier.test", LAST_DAY), "who").await.contains("31"));
        for (bad, field) in [
            (form("", LAST_DAY), "who"),
            (form("gmail.com", LAST_DAY), "who"),
            (form("no address@", LAST_DAY), "who"),
            (form("c@atelier.test", "2026-11-01"), "until"),
            (form("c@atelier.test", "2999-01-01"), "until"),
            (AnnouncementForm { reference: " ".to_owned(), ..form("c@atelier.test", LAST_DAY) }, "reference"),
        ] {
            assert!(!app.announcement_refused(&anna, bad, field).await.is_empty());
        }
    }
}

on_both! {
    async fn announcements_of_another_account_or_a_removed_announcer_do_not_apply(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        app.enforced_account("987654321", &["emma@sample.example"]).await;
        let (anna, bram) = (app.administrator(ANNA).await, app.administrator(BRAM).await);
        let emma = app.administrator("emma@sample.example").await;
        let id = app.announce(&bram, "a@atelier.test").await;
        let foreign = app.services.withdraw_announcement(&emma, id).await;
        assert!(matches!(foreign, Err(ServiceError::App(AppError::NotFound))), "{foreign:?}");
        app.shipper("a@atelier.test").ships_on("987654321").await.is_pending();
        app.services.remove_administrator(&anna, bram.seat().clone()).await.unwrap();
        app.shipper("a@atelier.test").ships_on(ACCOUNT).await.is_pending();
    }
}
