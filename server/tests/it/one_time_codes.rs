//! Limits of one-time codes, with a manual clock.

use crate::{
    on_both,
    support::{ACCOUNT, App, Mail, Phone},
};

/// Creates an open request with its approval mail, and a phone that has clicked Approve.
async fn pressed(app: &App) -> (Mail, Phone, Mail) {
    app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
    app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
    let mail = app.approval_request("anna@voorbeeld.example", "ann@acme.test").await;
    let phone = app.phone();
    phone.submit_choice(&mail, "approve").await.says("one-time-code");
    let code = code_mail(app, 1).await;
    (mail, phone, code)
}

/// Waits for the n-th code mail.
async fn code_mail(app: &App, n: usize) -> Mail {
    let nth = |raw: &[String]| {
        let codes = raw.iter().map(|m| Mail::parse(m)).filter(|m| m.links().is_empty() && !m.text.contains("/d/"));
        codes.filter(|m| m.to == "anna@voorbeeld.example").nth(n - 1)
    };
    app.smtp.wait_for(&format!("code mail {n}"), nth).await
}

fn other_than(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

on_both! {
    async fn a_code_holds_for_ten_minutes(app: App) {
        let (mail, phone, code) = pressed(&app).await;
        assert!(!code.subject.contains(&code.code()), "a lock screen shows subjects");
        app.wait(601);
        phone.enter_code(&mail, "approve", &code.code(), false).await.does_not_say("may ship");
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
    }
}

on_both! {
    async fn a_new_code_voids_the_old_and_comes_once_a_minute(app: App) {
        let (mail, phone, first) = pressed(&app).await;
        let resend = [("step", "resend"), ("choice", "approve")];
        phone.submit(&mail.link("/d/"), &resend).await;
        assert_eq!(app.mails_to("anna@voorbeeld.example").iter().filter(|m| m.links().is_empty()).count(), 1);
        app.wait(61);
        phone.submit(&mail.link("/d/"), &resend).await;
        let second = code_mail(&app, 2).await;
        assert_ne!(first.message_id, second.message_id);
        if first.code() != second.code() {
            phone.enter_code(&mail, "approve", &first.code(), false).await.says("one-time-code");
        }
        phone.enter_code(&mail, "approve", &second.code(), false).await.says("may ship");
    }
}

on_both! {
    async fn there_are_five_codes_an_hour(app: App) {
        let (mail, phone, _) = pressed(&app).await;
        let resend = [("step", "resend"), ("choice", "approve")];
        for n in 2..=5 {
            app.wait(120);
            phone.submit(&mail.link("/d/"), &resend).await;
            code_mail(&app, n).await;
        }
        app.wait(120);
        phone.submit(&mail.link("/d/"), &resend).await;
        app.wait(3600);
        phone.submit(&mail.link("/d/"), &resend).await;
        // If the sixth code had been sent already, this would be the seventh.
        code_mail(&app, 6).await;
        assert_eq!(app.mails_to("anna@voorbeeld.example").iter().filter(|m| m.links().is_empty()).count(), 6);
    }
}

on_both! {
    async fn five_wrong_tries_lock_the_mail_but_not_the_sign_in(app: App) {
        let (mail, phone, code) = pressed(&app).await;
        let wrong = other_than(&code.code());
        for _ in 0..5 {
            phone.enter_code(&mail, "approve", &wrong, false).await.does_not_say("may ship");
        }
        phone.enter_code(&mail, "approve", &code.code(), false).await.does_not_say("may ship");
        app.wait(120);
        phone.submit_choice(&mail, "approve").await.does_not_say("may ship");
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        // Signing in remains possible and decides at once.
        phone.sign_in("anna@voorbeeld.example", crate::support::PASSWORD).await;
        phone.submit_choice(&mail, "approve").await.says("may ship");
    }
}

on_both! {
    /// Mail scanners submit the form as it is: input that is not six digits does not count as an attempt.
    async fn what_is_not_six_digits_is_no_try(app: App) {
        let (mail, phone, code) = pressed(&app).await;
        for typed in ["", " ", "abcdef", "12345", "1234567", "<b>1</b>"] {
            phone.enter_code(&mail, "approve", typed, false).await.says("six digits");
        }
        phone.enter_code(&mail, "approve", &code.code(), false).await.says("may ship");
    }
}

on_both! {
    async fn the_lock_ends_after_an_hour(app: App) {
        let (mail, phone, code) = pressed(&app).await;
        for _ in 0..5 {
            phone.enter_code(&mail, "approve", &other_than(&code.code()), false).await;
        }
        app.wait(3601);
        phone.submit_choice(&mail, "approve").await.says("one-time-code");
        let code = code_mail(&app, 2).await;
        phone.enter_code(&mail, "approve", &code.code(), false).await.says("may ship");
    }
}

on_both! {
    /// Guessing in parallel gets no more attempts than guessing in sequence.
    async fn parallel_guesses_share_the_five_tries(app: App) {
        let (mail, _, code) = pressed(&app).await;
        let wrong = other_than(&code.code());
        let guesses = (0..20).map(|_| {
            let (phone, mail, wrong) = (app.phone(), mail.clone(), wrong.clone());
            async move { phone.enter_code(&mail, "approve", &wrong, false).await.status }
        });
        futures::future::join_all(guesses).await;
        app.phone().enter_code(&mail, "approve", &code.code(), false).await.does_not_say("may ship");
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
    }
}
