//! One-time codes requested, used and guessed concurrently, and codes of another request or reader.

use crate::{
    on_both,
    support::{ACCOUNT, App, Browser, Mail},
};
use futures::future::join_all;

const ANNA: &str = "anna@voorbeeld.example";
const AT_ONCE: usize = 10;

fn codes(app: &App) -> Vec<Mail> {
    app.mails_to(ANNA).into_iter().filter(|mail| mail.links().is_empty()).collect()
}

async fn approval_request(app: &App, about: &str) -> Mail {
    app.shipper(about).ships_on(ACCOUNT).await.is_pending();
    app.approval_request(ANNA, about).await
}

/// Returns the code about a requester and asserts that only one was sent, after the outbox has drained.
async fn only_code(app: &App, about: &str) -> String {
    app.deliver_all().await;
    let codes: Vec<_> = codes(app).into_iter().filter(|mail| mail.text.contains(about)).collect();
    assert_eq!(codes.len(), 1, "codes about {about}");
    codes[0].code()
}

fn different_code(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

on_both! {
    async fn concurrent_requests_mail_one_code_that_decides_once(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let mail = approval_request(&app, "ann@acme.test").await;
        let phones: Vec<Browser> = (0..AT_ONCE).map(|_| app.browser()).collect();
        let pages = join_all(phones.iter().map(|browser| browser.submit_choice(&mail, "approve"))).await;
        assert!(pages.iter().all(|page| page.status == 200));
        let code = only_code(&app, "ann@acme.test").await;

        // Half of them reject: one use wins, and the others are shown the result.
        let uses = phones.iter().enumerate().map(|(n, browser)| {
            let (mail, code) = (&mail, &code);
            async move { browser.enter_code(mail, if n % 2 == 0 { "approve" } else { "reject" }, code, true).await }
        });
        let pages = join_all(uses).await;
        assert!(pages.iter().all(|page| page.status < 500), "{:?}", pages.iter().map(|page| page.status).collect::<Vec<_>>());
        let is_device = |cookie: &reqwest::header::HeaderValue| cookie.to_str().unwrap().starts_with("esecure_device=");
        let remembered = pages.iter().filter(|page| page.headers.get_all("set-cookie").iter().any(is_device));
        assert_eq!(remembered.count(), 1, "one device is remembered");
        let entries = app.journal("request_approved").await.len() + app.journal("request_rejected").await.len();
        assert_eq!(entries, 1);
        app.deliver_all().await;
        let outcomes = app.mails_to("ann@acme.test").into_iter().filter(|mail| !mail.subject.to_lowercase().contains("received"));
        assert_eq!(outcomes.count(), 1);
    }
}

on_both! {
    async fn concurrent_guesses_lock_before_right_code(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let mail = approval_request(&app, "ann@acme.test").await;
        app.browser().submit_choice(&mail, "approve").await;
        let code = only_code(&app, "ann@acme.test").await;
        let wrong = different_code(&code);
        let guesses = (0..AT_ONCE).map(|_| {
            let (app, mail, wrong) = (&app, &mail, &wrong);
            async move { app.browser().enter_code(mail, "approve", wrong, false).await.status }
        });
        assert!(join_all(guesses).await.iter().all(|status| *status < 500));
        app.browser().enter_code(&mail, "approve", &code, false).await.assert_lacks("may ship");
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
    }
}

on_both! {
    /// A code is bound to one request and one reader.
    async fn code_of_other_request_or_reader_refused(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA, "bram@voorbeeld.example"]).await;
        let (ann, bob) = (approval_request(&app, "ann@acme.test").await, approval_request(&app, "bob@acme.test").await);
        let brams = app.approval_request("bram@voorbeeld.example", "ann@acme.test").await;
        let browser = app.browser();
        browser.submit_choice(&ann, "approve").await;
        browser.submit_choice(&bob, "approve").await;
        browser.submit_choice(&brams, "approve").await;
        let (code, other) = (only_code(&app, "ann@acme.test").await, only_code(&app, "bob@acme.test").await);
        let bram = app.mail("bram@voorbeeld.example", "code", |m| m.links().is_empty()).await.code();
        for (mail, foreign, own) in [(&bob, &code, &other), (&ann, &other, &code), (&ann, &bram, &code)] {
            // Two codes are equal once in a million runs.
            if foreign != own {
                browser.enter_code(mail, "approve", foreign, false).await.assert_lacks("may ship");
            }
        }
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_pending();
        browser.enter_code(&ann, "approve", &code, false).await.assert_contains("may ship");
    }
}

on_both! {
    async fn concurrent_resends_mail_no_second_code(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let mail = approval_request(&app, "ann@acme.test").await;
        let browser = app.browser();
        browser.submit_choice(&mail, "approve").await;
        let link = mail.link("/d/");
        let again = [("step", "resend"), ("choice", "approve")];
        let resends = (0..AT_ONCE).map(|_| browser.submit(&link, &again));
        assert!(join_all(resends).await.iter().all(|page| page.status == 200));
        only_code(&app, "ann@acme.test").await;
    }
}

on_both! {
    /// Links of a suspended account decide nothing. After enforcement is switched off with requests kept, these can
    /// still be decided.
    async fn suspended_account_decides_nothing_but_kept_requests_stay_decidable(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let (ann, bob) = (approval_request(&app, "ann@acme.test").await, approval_request(&app, "bob@acme.test").await);
        let off = app::pages::enforcement::dto::SwitchForm {
            on: false, password: crate::support::PASSWORD.into(), open: app::pages::enforcement::dto::OpenRequests::Keep,
        };
        let anna = app.administrator(ANNA).await;
        app.services.switch(&anna, off).await.unwrap();
        let browser = app.browser();
        browser.sign_in(ANNA, crate::support::PASSWORD).await;
        browser.submit_choice(&ann, "approve").await.assert_contains("may ship");
        app.services.suspend(&app.number(ACCOUNT)).await.unwrap();
        browser.submit_choice(&bob, "approve").await.assert_lacks("may ship");
        let stranger = app.browser();
        stranger.submit_choice(&bob, "approve").await.assert_lacks("one-time-code");
        assert_eq!(app.journal("request_approved").await.len(), 1);
    }
}
