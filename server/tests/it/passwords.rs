//! Password links, the end of sessions, and limits on sign-in attempts.

use crate::{
    on_both,
    support::{ACCOUNT, App, PASSWORD},
};
use esecure::Locale;

on_both! {
    /// 72 hours, single use, re-sendable.
    async fn a_link_lapses_and_can_be_sent_again(app: App) {
        app.activate(ACCOUNT, "anna@voorbeeld.example", Locale::Nl).await;
        let first = app.mail("anna@voorbeeld.example", "create password", |m| m.text.contains("/create-password/")).await;
        let link = first.link("/create-password/");
        app.wait(72 * 3600 + 1);
        let phone = app.phone();
        assert_eq!(phone.open(&link).await.status, 410);
        phone.submit(&link, &[("step", "resend")]).await;
        let second = app.mail("anna@voorbeeld.example", "new link", |m| m.text.contains("/create-password/") && m.message_id != first.message_id).await;
        phone.open(&second.link("/create-password/")).await.says("anna@voorbeeld.example");
        assert_eq!(phone.open(&link).await.status, 410);
    }
}

on_both! {
    /// A new link does not invalidate earlier ones, since anyone who knows the address or finds an old mail can request
    /// one. Using one link ends all of them.
    async fn a_new_link_leaves_the_earlier_one_working(app: App) {
        app.activate(ACCOUNT, "anna@voorbeeld.example", Locale::Nl).await;
        let first = app.mail("anna@voorbeeld.example", "create password", |m| m.text.contains("/create-password/")).await;
        app.wait(61);
        app.phone().submit("/reset-password", &[("email", "anna@voorbeeld.example")]).await;
        let second = app.mail("anna@voorbeeld.example", "new link", |m| m.text.contains("/create-password/") && m.message_id != first.message_id).await;
        let fields = [("name", "Anna"), ("phone", ""), ("locale", "nl"), ("password", "blauwe schuit achter de dijk")];
        assert_eq!(app.phone().submit(&first.link("/create-password/"), &fields).await.status, 303);
        assert_eq!(app.phone().open(&second.link("/create-password/")).await.status, 410);
    }
}

on_both! {
    /// Password reset: the response does not reveal if the address has a profile, and a new password ends every
    /// session.
    async fn a_forgotten_password_ends_every_sign_in(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        app.wait(120);
        let phone = app.phone();
        phone.sign_in("anna@voorbeeld.example", PASSWORD).await;
        assert_eq!(phone.open("/sign-in").await.status, 303, "signed in");
        let known = app.phone().submit("/reset-password", &[("email", "anna@voorbeeld.example")]).await;
        let unknown = app.phone().submit("/reset-password", &[("email", "nobody@voorbeeld.example")]).await;
        assert_eq!(known.body.replace("anna@", "nobody@"), unknown.body);
        let asked = "You asked for a new password";
        let link = app.mail("anna@voorbeeld.example", "link", |m| m.text.contains(asked)).await;
        let fields = [("name", "Anna"), ("phone", ""), ("locale", "nl"), ("password", "blauwe schuit achter de dijk")];
        assert_eq!(app.phone().submit(&link.link("/create-password/"), &fields).await.status, 303);
        assert_eq!(phone.open("/sign-in").await.status, 200, "no longer signed in");
        assert_eq!(phone.sign_in("anna@voorbeeld.example", PASSWORD).await.status, 422);
    }
}

on_both! {
    /// A session ends after an idle period, and at the latest after twelve hours.
    async fn a_sign_in_ends(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        let phone = app.phone();
        phone.sign_in("anna@voorbeeld.example", PASSWORD).await;
        app.wait(2 * 3600 + 61);
        assert_eq!(phone.open("/sign-in").await.status, 200);
        phone.sign_in("anna@voorbeeld.example", PASSWORD).await;
        for _ in 0..11 {
            app.wait(3600);
            assert_eq!(phone.open("/sign-in").await.status, 303);
        }
        app.wait(3601);
        assert_eq!(phone.open("/sign-in").await.status, 200);
        phone.sign_in("anna@voorbeeld.example", PASSWORD).await;
        phone.submit("/sign-out", &[]).await;
        assert_eq!(phone.open("/sign-in").await.status, 200);
    }
}

on_both! {
    /// Sign-in attempts are limited per address, and another site cannot make a browser sign in.
    async fn guessing_is_bounded_and_foreign_sites_are_refused(app: App) {
        app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
        let phone = app.phone();
        let mut last = 0;
        for _ in 0..11 {
            last = phone.sign_in("anna@voorbeeld.example", "not the password").await.status;
        }
        assert_eq!(last, 429);
        let foreign = reqwest::Client::new()
            .post(format!("{}/sign-in", app.base))
            .header("sec-fetch-site", "cross-site")
            .header("origin", "https://evil.test")
            .form(&[("email", "anna@voorbeeld.example"), ("password", PASSWORD)]);
        assert_eq!(foreign.send().await.unwrap().status().as_u16(), 403);
        let page = app.phone().open("/esecure/users").await;
        assert_eq!(page.location.as_deref(), Some("/sign-in?next=%2Fesecure%2Fusers"));
        let policy = app.phone().open("/sign-in").await.headers["content-security-policy"].to_str().unwrap().to_owned();
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
    }
}
