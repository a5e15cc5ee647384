//! Password links, the end of sessions, and limits on sign-in attempts.

use crate::{
    on_both,
    support::{ACCOUNT, App, PASSWORD},
};
use esecure::Locale;

on_both! {
    /// 72 hours, single use, re-sendable.
    async fn password_link_expires_and_can_be_resent(app: App) {
        app.activate(ACCOUNT, "anna@voorbeeld.example", Locale::Nl).await;
        let first = app.mail("anna@voorbeeld.example", "create password", |m| m.text.contains("/create-password/")).await;
        let link = first.link("/create-password/");
        app.advance_clock(72 * 3600 + 1);
        let browser = app.browser();
        assert_eq!(browser.open(&link).await.status, 410);
        browser.submit(&link, &[("step", "resend")]).await;
        let second = app.mail("anna@voorbeeld.example", "new link", |m| m.text.contains("/create-password/") && m.message_id != first.message_id).await;
        browser.open(&second.link("/create-password/")).await.assert_contains("anna@voorbeeld.example");
        assert_eq!(browser.open(&link).await.status, 410);
    }
}

on_both! {
    /// A new link does not invalidate earlier ones, since anyone who knows the address or finds an old mail can request
    /// one. Using one link ends all of them.
    async fn new_password_link_keeps_earlier_link_valid(app: App) {
        app.activate(ACCOUNT, "anna@voorbeeld.example", Locale::Nl).await;
        let first = app.mail("anna@voorbeeld.example", "create password", |m| m.text.contains("/create-password/")).await;
        app.advance_clock(61);
        app.browser().submit("/reset-password", &[("email", "anna@voorbeeld.example")]).await;
        let second = app.mail("anna@voorbeeld.example", "new link", |m| m.text.contains("/create-password/") && m.message_id != first.message_id).await;
        let fields = [("name", "Anna"), ("phone", ""), ("locale", "nl"), ("password", "blauwe schuit achter de dijk")];
        assert_eq!(app.browser().submit(&first.link("/create-password/"), &fields).await.status, 303);
        assert_eq!(app.browser().open(&second.link("/create-password/")).await.status, 410);
    }
}

on_both! {
    /// Password reset: the response does not reveal if the address has a profile, and a new password ends every
    /// session.
    async fn password_reset_ends_every_session(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        app.advance_clock(120);
        let browser = app.browser();
        browser.sign_in("anna@voorbeeld.example", PASSWORD).await;
        assert_eq!(browser.open("/sign-in").await.status, 303, "signed in");
        let known = app.browser().submit("/reset-password", &[("email", "anna@voorbeeld.example")]).await;
        let unknown = app.browser().submit("/reset-password", &[("email", "nobody@voorbeeld.example")]).await;
        assert_eq!(known.body.replace("anna@", "nobody@"), unknown.body);
        let subject = "You asked for a new password";
        let link = app.mail("anna@voorbeeld.example", "link", |m| m.text.contains(subject)).await;
        let fields = [("name", "Anna"), ("phone", ""), ("locale", "nl"), ("password", "blauwe schuit achter de dijk")];
        assert_eq!(app.browser().submit(&link.link("/create-password/"), &fields).await.status, 303);
        assert_eq!(browser.open("/sign-in").await.status, 200, "no longer signed in");
        assert_eq!(browser.sign_in("anna@voorbeeld.example", PASSWORD).await.status, 422);
    }
}

on_both! {
    /// A session ends after an idle period, and at the latest after twelve hours.
    async fn session_ends_when_idle_and_after_twelve_hours(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        let browser = app.browser();
        browser.sign_in("anna@voorbeeld.example", PASSWORD).await;
        app.advance_clock(2 * 3600 + 61);
        assert_eq!(browser.open("/sign-in").await.status, 200);
        browser.sign_in("anna@voorbeeld.example", PASSWORD).await;
        for _ in 0..11 {
            app.advance_clock(3600);
            assert_eq!(browser.open("/sign-in").await.status, 303);
        }
        app.advance_clock(3601);
        assert_eq!(browser.open("/sign-in").await.status, 200);
        browser.sign_in("anna@voorbeeld.example", PASSWORD).await;
        browser.submit("/sign-out", &[]).await;
        assert_eq!(browser.open("/sign-in").await.status, 200);
    }
}

on_both! {
    /// Sign-in attempts are limited per address, and another site cannot make a browser sign in.
    async fn sign_in_attempts_limited_and_cross_site_refused(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        let browser = app.browser();
        let mut last = 0;
        for _ in 0..11 {
            last = browser.sign_in("anna@voorbeeld.example", "not the password").await.status;
        }
        assert_eq!(last, 429);
        let foreign = reqwest::Client::new()
            .post(format!("{}/sign-in", app.base))
            .header("sec-fetch-site", "cross-site")
            .header("origin", "https://evil.test")
            .form(&[("email", "anna@voorbeeld.example"), ("password", PASSWORD)]);
        assert_eq!(foreign.send().await.unwrap().status().as_u16(), 403);
        let page = app.browser().open("/esecure/users").await;
        assert_eq!(page.location.as_deref(), Some("/sign-in?next=/esecure/users"));
        let policy = app.browser().open("/sign-in").await.headers["content-security-policy"].to_str().unwrap().to_owned();
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
    }
}
