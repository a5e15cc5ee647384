//! A clock that ran ahead and was set back: proofs created in the future are invalid, and they lock out no user.

use crate::{
    on_both,
    support::{ACCOUNT, App, Mail, PASSWORD},
};

const ANNA: &str = "anna@voorbeeld.example";
const AHEAD: i64 = 10 * 365 * 86_400;

async fn signed_in(browser: &crate::support::Browser) -> bool {
    browser.open("/sign-in").await.status == 303
}

on_both! {
    /// Regression: such a session stayed valid for ten years, until the clock caught up.
    async fn session_created_in_future_invalid(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        app.advance_clock(AHEAD);
        let browser = app.browser();
        browser.sign_in(ANNA, PASSWORD).await;
        assert!(signed_in(&browser).await);
        // Small clock differences between two hosts of an installation end nothing.
        app.advance_clock(-300);
        assert!(signed_in(&browser).await);
        app.advance_clock(300 - AHEAD);
        assert!(!signed_in(&browser).await);
        assert_eq!(browser.open("/esecure/users").await.status, 303);
        assert!(browser.open("/esecure/live").await.body.starts_with("event: nobody"));
        // Signing in again works, and creates the only listed session.
        browser.sign_in(ANNA, PASSWORD).await;
        let who = app.signed_in(ANNA).await;
        let listed = app.services.profile(&who.person, &who.session).await.unwrap().sessions;
        assert_eq!(listed.len(), 2, "this test's two sign-ins of now");
    }
}

on_both! {
    /// Regression: an older session used in the future never became idle.
    async fn session_used_in_future_invalid(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let browser = app.browser();
        browser.sign_in(ANNA, PASSWORD).await;
        app.advance_clock(3600);
        assert!(signed_in(&browser).await);
        app.advance_clock(-3600);
        assert!(!signed_in(&browser).await);
    }
}

on_both! {
    /// Regression: a remembered device or a code from the future decided without another proof.
    async fn device_and_code_from_future_prove_nothing(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        for about in ["ann@acme.test", "bob@acme.test", "eve@else.test"] {
            app.shipper(about).ships_on(ACCOUNT).await.is_pending();
        }
        let mail = async |about: &str| app.approval_request(ANNA, about).await;
        let (ann, bob, eve) = (mail("ann@acme.test").await, mail("bob@acme.test").await, mail("eve@else.test").await);
        app.deliver_all().await;
        let code_about = async |about: &str| app.mail(ANNA, "code", |m| m.links().is_empty() && m.text.contains(about)).await;
        app.advance_clock(AHEAD);
        let browser = app.browser();
        browser.submit_choice(&ann, "approve").await.assert_contains("one-time-code");
        let code = code_about("ann@acme.test").await.code();
        browser.enter_code(&ann, "approve", &code, true).await.assert_contains("may ship");
        let stranger = app.browser();
        stranger.submit_choice(&bob, "approve").await.assert_contains("one-time-code");
        let early = code_about("bob@acme.test").await;
        app.advance_clock(-AHEAD);

        stranger.enter_code(&bob, "approve", &early.code(), false).await.assert_lacks("may ship");
        app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_pending();
        browser.submit_choice(&eve, "approve").await.assert_contains("one-time-code");
        app.shipper("eve@else.test").ships_on(ACCOUNT).await.is_pending();
        let who = app.signed_in(ANNA).await;
        assert!(app.services.profile(&who.person, &who.session).await.unwrap().devices.is_empty());
        // A current code decides: codes from the future do not count towards the limit on new ones.
        stranger.submit_choice(&bob, "approve").await.assert_contains("one-time-code");
        let about_bob = |m: &Mail| m.links().is_empty() && m.text.contains("bob@acme.test");
        let now = app.mail(ANNA, "code of now", |m| about_bob(m) && m.message_id != early.message_id).await;
        stranger.enter_code(&bob, "approve", &now.code(), false).await.assert_contains("may ship");
    }
}

on_both! {
    /// Regression: password and email-change links stayed valid until the clock caught up, and blocked new ones.
    async fn link_from_future_expired_and_replaceable(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        app.deliver_all().await;
        app.advance_clock(AHEAD);
        let browser = app.browser();
        browser.sign_in(ANNA, PASSWORD).await;
        browser.submit("/reset-password", &[("email", ANNA)]).await;
        let reset = |m: &Mail| m.text.contains("You asked for a new password");
        let first = app.mail(ANNA, "link", reset).await;
        let change = [("new_email", "anna@new.example"), ("email_password", PASSWORD)];
        assert_eq!(browser.submit("/fn/change-email", &change).await.status, 200);
        let confirm = app.mail("anna@new.example", "confirmation", |m| m.text.contains("/confirm-email/")).await;
        app.advance_clock(-AHEAD);

        let link = first.link("/create-password/");
        assert_eq!(app.browser().open(&link).await.status, 410);
        let fields = [("name", "Anna"), ("phone", ""), ("locale", "en"), ("password", "blauwe schuit achter de dijk")];
        assert_eq!(app.browser().submit(&link, &fields).await.status, 410);
        let link = confirm.link("/confirm-email/");
        assert_eq!(app.browser().open(&link).await.status, 410);
        assert_eq!(app.browser().submit(&link, &[("password", PASSWORD)]).await.status, 410);

        // The invitation sent in this minute delays another one; the link from the future does not.
        app.advance_clock(61);
        app.browser().submit("/reset-password", &[("email", ANNA)]).await;
        let second = app.mail(ANNA, "another link", |m| reset(m) && m.message_id != first.message_id).await;
        assert_eq!(app.browser().open(&second.link("/create-password/")).await.status, 200);
        browser.sign_in(ANNA, PASSWORD).await;
        assert_eq!(browser.submit("/fn/change-email", &change).await.status, 200);
    }
}
