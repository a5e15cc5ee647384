//! Changing a profile's email address: requested with the password, and confirmed by the signed-in person only.

use crate::{
    on_both,
    support::{ACCOUNT, App, Browser, Mail, PASSWORD},
};
use app::{
    AppError,
    backend::Backend as _,
    pages::{
        profile::dto::EmailForm,
        users::standing_dto::{UserAction, UserActionInput},
    },
};
use esecure::id::UserId;
use sea_orm::EntityTrait as _;
use server::{
    error::ServiceError,
    store::{
        entity::{device, email_change, journal_personal},
        users,
    },
};

const ANNA: &str = "anna@voorbeeld.example";
const BRAM: &str = "bram@voorbeeld.example";
const NEW: &str = "anna@nieuw.example";

fn form(email: &str) -> EmailForm {
    EmailForm { new_email: email.to_owned(), email_password: PASSWORD.to_owned() }
}

#[track_caller]
fn expect_refusal<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> AppError {
    match result {
        Err(ServiceError::App(error)) => error,
        other => panic!("{other:?}"),
    }
}

impl App {
    /// Requests the new address; returns the mail with the confirmation link.
    async fn request_change(&self, email: &str) -> Mail {
        let anna = self.signed_in(ANNA).await;
        self.services.change_email(&anna.person, form(email)).await.unwrap();
        self.confirmation(email).await
    }

    async fn confirmation(&self, email: &str) -> Mail {
        self.mail(email, "confirmation", |m| m.text.contains("/confirm-email/")).await
    }

    /// Returns a signed-in browser.
    async fn signed_in_browser(&self, email: &str) -> Browser {
        let browser = self.browser();
        assert_eq!(browser.sign_in(email, PASSWORD).await.status, 303);
        browser
    }

    async fn user(&self, email: &str) -> UserId {
        let account = self.account(ACCOUNT).await;
        let row = users::by_email(&self.services.db, &account.id, &self.address(email)).await.unwrap();
        row.expect("a row").id
    }
}

async fn signed_in(browser: &Browser) -> bool {
    browser.open("/sign-in").await.status == 303
}

on_both! {
    /// The link alone changes nothing: opening or submitting it has no effect unless the profile's own person is signed
    /// in.
    async fn confirmation_link_without_session_changes_nothing(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let mail = app.request_change("Anna@Nieuw.Example").await;
        assert!(!mail.text.contains("Anna de Boer"), "a stranger may read it");
        let link = mail.link("/confirm-email/");
        let machine = app.browser();
        machine.open(&link).await.assert_contains("Anna@Nieuw.Example").assert_contains("a•••••@voorbeeld.example").assert_lacks(ANNA);
        assert_eq!(machine.head(&link).await, 200);
        assert_eq!(machine.submit(&link, &[]).await.status, 422);
        assert_eq!(machine.submit(&link, &[("password", "wachtwoord van iemand anders")]).await.status, 422);
        // Another administrator, signed in, cannot confirm either.
        let bram = app.signed_in_browser(BRAM).await;
        bram.open(&link).await.assert_contains("name=\"password\"");
        assert_eq!(bram.submit(&link, &[]).await.status, 422);
        assert_eq!(machine.open("/confirm-email/nothing").await.status, 404);
        app.signed_in_browser(ANNA).await;
        let done = machine.submit(&link, &[("password", PASSWORD)]).await;
        done.assert_contains("Your address has been changed").assert_contains("/sign-in");
        assert_eq!(machine.open(&link).await.status, 410);
        assert_eq!(app.browser().sign_in(ANNA, PASSWORD).await.status, 422);
        app.signed_in_browser(NEW).await;
        let stored = email_change::Entity::find().all(&app.services.db).await.unwrap();
        assert!(stored.iter().all(|row| !link.ends_with(row.token_hash.as_str()) && row.ended_at.is_some()));
    }
}

on_both! {
    /// Seats move to the new address, standings stay with the old one. The confirming session stays; every other
    /// session, link and remembered device ends.
    async fn address_change_moves_seats_and_keeps_standings(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let bram = app.administrator(BRAM).await;
        app.shipper(ANNA).ships_on(ACCOUNT).await.is_pending();
        let approve = UserActionInput { choice: UserAction::Approve, ..UserActionInput::default() };
        app.services.change_standings(&bram, vec![app.user(ANNA).await], approve.clone()).await.unwrap();
        app.shipper(NEW).ships_on(ACCOUNT).await.is_pending();
        let (here, elsewhere) = (app.signed_in_browser(ANNA).await, app.signed_in_browser(ANNA).await);
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let request = app.approval_request(ANNA, "ann@acme.test").await;
        // The old mailbox holds a password reset link, and a decision leaves a remembered device.
        app.advance_clock(120);
        app.browser().submit("/reset-password", &[("email", ANNA)]).await;
        let reset = app.mail(ANNA, "reset", |m| m.text.contains("/create-password/") && m.text.contains("new password")).await;
        let anna = app.signed_in(ANNA).await;
        let mail = app.request_change(NEW).await;
        let notice = app.mail(ANNA, "notice", |m| m.text.contains(NEW) && m.text.contains("/profile")).await;
        assert!(!notice.text.contains("/confirm-email/"), "the old mailbox cannot confirm");

        here.submit(&mail.link("/confirm-email/"), &[]).await.assert_contains("Your address has been changed").assert_contains("/profile");
        assert!(signed_in(&here).await && !signed_in(&elsewhere).await);
        assert_eq!(app.browser().open(&reset.link("/create-password/")).await.status, 410);
        app.mail(ANNA, "last mail", |m| m.text.contains("last email to this address") && m.links().is_empty()).await;
        let notice = app.mail(BRAM, "colleague", |m| m.text.contains(NEW) && m.text.contains(ANNA)).await;
        assert!(notice.subject.contains("new address"));
        assert!(!app.mails_to(NEW).iter().any(|m| m.subject == notice.subject), "not to the person");
        let entries = app.journal("email_changed").await;
        assert_eq!(entries.len(), 1);
        assert!(!format!("{:?}", entries[0]).contains("nieuw.example"), "addresses are personal fields");
        let personal = journal_personal::Entity::find().all(&app.services.db).await.unwrap();
        let notice = personal.iter().find(|p| p.seq == entries[0].seq).unwrap();
        assert!(notice.fields.as_str().contains(NEW) && notice.fields.as_str().contains(ANNA));

        // The old address can still ship, and its former holder may decide about it; the new address is now the
        // holder's own.
        app.shipper(ANNA).ships_on(ACCOUNT).await.is_allowed("address_approved");
        let who = app.signed_in(NEW).await;
        assert_eq!(who.person.profile, anna.person.profile);
        let ticked = vec![app.user(NEW).await, app.user(ANNA).await];
        let ruled = app.services.change_standings(&who.seats[0], ticked, approve).await.unwrap();
        assert!(matches!(ruled[0].result, Err(AppError::Forbidden(_))), "{:?}", ruled[0]);
        assert!(ruled[1].result.is_ok());
        let own = app.requests().await.into_iter().find(|r| r.email_key.as_str() == NEW).unwrap().id;
        assert!(app.services.request(&who.seats, own).await.unwrap().own);
        // The link in the old mailbox still shows its request; the one-time code is sent to the new address.
        app.browser().submit_choice(&request, "approve").await.assert_contains("a•••••@nieuw.example");
        app.mail(NEW, "code", |m| m.links().is_empty() && m.text.contains("one-time") || m.subject.contains("code")).await;
    }
}

on_both! {
    /// A device remembered for the old address can no longer decide.
    async fn address_change_ends_remembered_devices(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let request = app.approval_request(ANNA, "ann@acme.test").await;
        let browser = app.browser();
        browser.submit_choice(&request, "approve").await;
        let code = app.mail(ANNA, "code", |m| m.subject.contains("one-time code")).await;
        browser.enter_code(&request, "approve", &code.code(), true).await.assert_contains("may ship");
        assert_eq!(device::Entity::find().all(&app.services.db).await.unwrap().len(), 1);
        let mail = app.request_change(NEW).await;
        app.browser().submit(&mail.link("/confirm-email/"), &[("password", PASSWORD)]).await.assert_contains("has been changed");
        assert!(device::Entity::find().all(&app.services.db).await.unwrap().is_empty());
        app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_pending();
        let request = app.approval_request(NEW, "bob@acme.test").await;
        browser.submit_choice(&request, "approve").await.assert_lacks("may ship").assert_contains("one-time-code");
    }
}

on_both! {
    /// Requesting a taken address gives the usual response. The address's holder is notified, and no link exists.
    async fn taken_address_reported_only_to_its_holder(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        app.activate("987654321", "carla@else.test", esecure::Locale::En).await;
        app.make_active("carla@else.test").await;
        let anna = app.signed_in(ANNA).await;
        app.services.change_email(&anna.person, form("Carla@else.test")).await.unwrap();
        let page = app.services.profile(&anna.person, &anna.session).await.unwrap();
        assert_eq!(page.change.unwrap().email, "Carla@else.test");
        let mail = app.mail("carla@else.test", "taken", |m| m.text.contains("has a profile already")).await;
        assert!(!mail.text.contains("/confirm-email/") && !mail.text.contains("anna"));
        app.mail(ANNA, "notice", |m| m.text.contains("Carla@else.test")).await;
        app.advance_clock(61);
        app.services.resend_email_change(&anna.person).await.unwrap();
        app.deliver_all().await;
        assert!(!app.smtp.accepted().iter().any(|raw| raw.contains("/confirm-email/")));
    }
}

on_both! {
    /// An address taken between the mail and the confirmation is refused without any change.
    async fn address_taken_before_confirmation_refused(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let link = app.request_change(NEW).await.link("/confirm-email/");
        app.activate("987654321", NEW, esecure::Locale::En).await;
        let browser = app.signed_in_browser(ANNA).await;
        assert_eq!(browser.submit(&link, &[]).await.status, 409);
        assert!(signed_in(&browser).await);
        app.signed_in_browser(ANNA).await;
        assert!(app.journal("email_changed").await.is_empty());
    }
}

on_both! {
    /// Cancelled, replaced, sent again, lapsed: at most one change is pending, and its mails are limited.
    async fn pending_change_cancelled_replaced_and_resent(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let anna = app.signed_in(ANNA).await;
        let ask = |email: &str| app.services.change_email(&anna.person, form(email));
        for (typed, password) in [("nothing", PASSWORD), (ANNA, PASSWORD), (NEW, ""), (NEW, "niet het goede woord")] {
            let typed = EmailForm { new_email: typed.to_owned(), email_password: password.to_owned() };
            let error = expect_refusal(app.services.change_email(&anna.person, typed).await);
            let field = if password == PASSWORD { "new_email" } else { "email_password" };
            assert!(error.of(field).is_some(), "{error:?}");
        }
        assert_eq!(expect_refusal(app.services.resend_email_change(&anna.person).await), AppError::NotFound);
        let first = app.request_change("first@nieuw.example").await;
        assert!(expect_refusal(ask("second@nieuw.example").await).of("new_email").is_some(), "once a minute");
        assert!(matches!(expect_refusal(app.services.resend_email_change(&anna.person).await), AppError::Conflict(_)));
        app.advance_clock(61);
        let second = app.request_change("second@nieuw.example").await;
        assert_eq!(app.browser().open(&first.link("/confirm-email/")).await.status, 410, "replaced");
        app.advance_clock(61);
        app.services.resend_email_change(&anna.person).await.unwrap();
        let again = app
            .mail("second@nieuw.example", "again", |m| m.text.contains("/confirm-") && m.message_id != second.message_id)
            .await;
        for mail in [&second, &again] {
            assert_eq!(app.browser().open(&mail.link("/confirm-email/")).await.status, 200);
        }
        app.advance_clock(72 * 3600);
        assert_eq!(app.browser().open(&again.link("/confirm-email/")).await.status, 410, "lapsed");
        assert!(app.services.profile(&anna.person, &anna.session).await.unwrap().change.unwrap().over);
        app.services.resend_email_change(&anna.person).await.unwrap();
        let last = app
            .mail("second@nieuw.example", "last", |m| m.text.contains("/confirm-") && m.message_id != again.message_id && m.message_id != second.message_id)
            .await;
        app.services.cancel_email_change(&anna.person).await.unwrap();
        assert!(app.services.profile(&anna.person, &anna.session).await.unwrap().change.is_none());
        assert_eq!(app.browser().open(&last.link("/confirm-email/")).await.status, 410, "cancelled");
        for n in 0..4 {
            app.advance_clock(61);
            ask(&format!("n{n}@nieuw.example")).await.unwrap();
        }
        app.advance_clock(61);
        assert!(expect_refusal(ask("n5@nieuw.example").await).of("new_email").is_some(), "five an hour");
    }
}

on_both! {
    /// Of two simultaneous confirmations one changes the address.
    async fn concurrent_confirmations_change_address_once(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, BRAM]).await;
        let link = app.request_change(NEW).await.link("/confirm-email/");
        // Browsers of their own, because those of one person share the result of a form.
        let browsers: Vec<_> = (0..6).map(|_| app.browser()).collect();
        let password = [("password", PASSWORD)];
        let responses = futures::future::join_all(browsers.iter().map(|browser| browser.submit(&link, &password))).await;
        let done = responses.iter().filter(|page| page.status == 200).count();
        assert_eq!(done, 1, "{:?}", responses.iter().map(|p| p.status).collect::<Vec<_>>());
        assert_eq!(app.journal("email_changed").await.len(), 1);
    }
}
