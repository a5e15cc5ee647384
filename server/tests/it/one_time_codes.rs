//! Limits of one-time codes, with a manual clock.

use crate::{
    on_both,
    support::{ACCOUNT, App, Browser, Mail},
};

/// Creates an open request with its approval mail, and a phone that has clicked Approve.
async fn request_code(app: &App) -> (Mail, Browser, Mail) {
    app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
    app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
    let mail = app.approval_request("anna@voorbeeld.example", "ann@acme.test").await;
    let browser = app.browser();
    browser.submit_choice(&mail, "approve").await.assert_contains("one-time-code");
    let code = code_mail(app, 1).await;
    (mail, browser, code)
}

/// Waits for the n-th code mail.
async fn code_mail(app: &App, n: usize) -> Mail {
    let nth = |raw: &[String]| {
        let codes = raw.iter().map(|m| Mail::parse(m)).filter(|m| m.links().is_empty() && !m.text.contains("/d/"));
        codes.filter(|m| m.to == "anna@voorbeeld.example").nth(n - 1)
    };
    app.smtp.wait_for(&format!("code mail {n}"), nth).await
}

fn different_code(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

on_both! {
    async fn code_expires_after_ten_minutes(app: App) {
        let (mail, browser, code) = request_code(&app).await;
        assert!(code.subject.starts_with(&format!("{} is your one-time code", code.code())), "{}", code.subject);
        app.advance_clock(601);
        browser.enter_code(&mail, "approve", &code.code(), false).await.assert_lacks("may ship");
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
    }
}

on_both! {
    async fn new_code_replaces_old_at_most_once_a_minute(app: App) {
        let (mail, browser, first) = request_code(&app).await;
        let resend = [("step", "resend"), ("choice", "approve")];
        browser.submit(&mail.link("/d/"), &resend).await;
        assert_eq!(app.mails_to("anna@voorbeeld.example").iter().filter(|m| m.links().is_empty()).count(), 1);
        app.advance_clock(61);
        browser.submit(&mail.link("/d/"), &resend).await;
        let second = code_mail(&app, 2).await;
        assert_ne!(first.message_id, second.message_id);
        if first.code() != second.code() {
            browser.enter_code(&mail, "approve", &first.code(), false).await.assert_contains("one-time-code");
        }
        browser.enter_code(&mail, "approve", &second.code(), false).await.assert_contains("may ship");
    }
}

on_both! {
    async fn codes_limited_to_five_an_hour(app: App) {
        let (mail, browser, _) = request_code(&app).await;
        let resend = [("step", "resend"), ("choice", "approve")];
        for n in 2..=5 {
            app.advance_clock(120);
            browser.submit(&mail.link("/d/"), &resend).await;
            code_mail(&app, n).await;
        }
        app.advance_clock(120);
        browser.submit(&mail.link("/d/"), &resend).await;
        app.advance_clock(3600);
        browser.submit(&mail.link("/d/"), &resend).await;
        // If the sixth code had been sent already, this would be the seventh.
        code_mail(&app, 6).await;
        assert_eq!(app.mails_to("anna@voorbeeld.example").iter().filter(|m| m.links().is_empty()).count(), 6);
    }
}

on_both! {
    async fn five_wrong_codes_lock_mail_but_not_sign_in(app: App) {
        let (mail, browser, code) = request_code(&app).await;
        let wrong = different_code(&code.code());
        for _ in 0..5 {
            browser.enter_code(&mail, "approve", &wrong, false).await.assert_lacks("may ship");
        }
        browser.enter_code(&mail, "approve", &code.code(), false).await.assert_lacks("may ship");
        app.advance_clock(120);
        browser.submit_choice(&mail, "approve").await.assert_lacks("may ship");
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        // Signing in remains possible and decides at once.
        browser.sign_in("anna@voorbeeld.example", crate::support::PASSWORD).await;
        browser.submit_choice(&mail, "approve").await.assert_contains("may ship");
    }
}

on_both! {
    /// Mail scanners submit the form as it is: input that is not six digits does not count as an attempt.
    async fn input_without_six_digits_not_counted_as_attempt(app: App) {
        let (mail, browser, code) = request_code(&app).await;
        for typed in ["", " ", "abcdef", "12345", "1234567", "<b>1</b>"] {
            browser.enter_code(&mail, "approve", typed, false).await.assert_contains("six digits");
        }
        browser.enter_code(&mail, "approve", &code.code(), false).await.assert_contains("may ship");
    }
}

on_both! {
    async fn lock_ends_after_an_hour(app: App) {
        let (mail, browser, code) = request_code(&app).await;
        for _ in 0..5 {
            browser.enter_code(&mail, "approve", &different_code(&code.code()), false).await;
        }
        app.advance_clock(3601);
        browser.submit_choice(&mail, "approve").await.assert_contains("one-time-code");
        let code = code_mail(&app, 2).await;
        browser.enter_code(&mail, "approve", &code.code(), false).await.assert_contains("may ship");
    }
}

on_both! {
    /// Guessing in parallel gets no more attempts than guessing in sequence.
    async fn parallel_guesses_share_five_attempts(app: App) {
        let (mail, _, code) = request_code(&app).await;
        let wrong = different_code(&code.code());
        let guesses = (0..20).map(|_| {
            let (browser, mail, wrong) = (app.browser(), mail.clone(), wrong.clone());
            async move { browser.enter_code(&mail, "approve", &wrong, false).await.status }
        });
        futures::future::join_all(guesses).await;
        app.browser().enter_code(&mail, "approve", &code.code(), false).await.assert_lacks("may ship");
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
    }
}
