//! Every form of a standalone document answers with a redirect, so that reload, Back and Forward never send it again.

use crate::{
    on_both,
    support::{ACCOUNT, App, Browser, PASSWORD, Page},
};

const ANNA: &str = "anna@voorbeeld.example";

/// Posts a form; asserts a redirect without a secret in its URL or cookies, and returns the page that follows.
async fn redirected(browser: &Browser, path: &str, fields: &[(&str, &str)], secrets: &[&str]) -> Page {
    let answer = browser.post(path, fields, None).await;
    assert_eq!((answer.status, answer.body.as_str()), (303, ""), "{path} {fields:?}");
    let to = answer.location.clone().unwrap();
    for cookie in answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()) {
        if let Some(value) = cookie.strip_prefix("esecure_form=") {
            for part in ["HttpOnly", "SameSite=Strict", "Max-Age=600", &format!("Path={path};")] {
                assert!(cookie.contains(part), "{cookie} lacks {part}");
            }
            let value = value.split(';').next().unwrap();
            let value = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, value).unwrap();
            let value = String::from_utf8(value).unwrap();
            assert!(secrets.iter().all(|secret| !value.contains(secret)), "{value}");
        }
    }
    assert!(secrets.iter().all(|secret| !to.contains(secret)), "{to}");
    assert!(!to.contains('@'), "{to}");
    browser.open(&to).await
}

on_both! {
    async fn refused_sign_in_keeps_address_for_one_page(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let browser = app.browser();
        let wrong = "not the password of anybody";
        let fields = [("email", ANNA), ("password", wrong), ("next", "/esecure/queue")];
        let page = redirected(&browser, "/sign-in", &fields, &[wrong]).await;
        assert_eq!(page.status, 422);
        page.assert_contains("Wrong email address or password").assert_contains(ANNA).assert_contains("value=\"/esecure/queue\"");
        let again = browser.open("/sign-in?next=/esecure/queue").await;
        assert_eq!(again.status, 200, "a reload shows the form");
        again.assert_lacks("Wrong email").assert_lacks(ANNA);
        for (email, password, no_email, no_password) in [
            ("", "", true, true),
            (ANNA, "", false, true),
            (" ", wrong, true, false),
        ] {
            let page = redirected(&browser, "/sign-in", &[("email", email), ("password", password)], &[wrong]).await;
            assert_eq!(page.status, 422);
            page.assert_lacks("Wrong email");
            assert_eq!(page.body.contains("Enter your email address."), no_email, "{email:?}");
            assert_eq!(page.body.contains("Enter your password."), no_password, "{email:?}");
        }
    }
}

on_both! {
    async fn password_forms_redirect(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        app.advance_clock(120);
        let browser = app.browser();
        let page = redirected(&browser, "/reset-password", &[("email", "nobody")], &[]).await;
        assert_eq!(page.status, 422);
        page.assert_contains("value=\"nobody\"");
        let page = redirected(&browser, "/reset-password", &[("email", ANNA)], &[]).await;
        assert_eq!(page.status, 200);
        page.assert_contains("Check your email").assert_contains(ANNA);
        let again = browser.open("/reset-password?sent=1").await;
        again.assert_contains("Check your email").assert_lacks(ANNA);

        let mail = app.mail(ANNA, "link", |m| m.text.contains("/create-password/")).await;
        let link = mail.link("/create-password/");
        let path = link.strip_prefix("http://esecure.test").unwrap();
        let fields = [("name", "Anna Bakker"), ("phone", "letters"), ("locale", "en"), ("password", "zeven7")];
        let page = redirected(&browser, path, &fields, &["zeven7"]).await;
        assert_eq!(page.status, 422);
        page.assert_contains("Anna Bakker").assert_contains("letters");
        browser.open(path).await.assert_lacks("letters");
        app.advance_clock(72 * 3600);
        let page = redirected(&browser, path, &[("step", "resend")], &[]).await;
        assert_eq!(page.status, 200);
        page.assert_contains("Check your email");
        assert_eq!(browser.open(path).await.status, 410);
    }
}

/// Fields of the code page after a rejection with these words.
fn entered<'a>(code: &'a str, words: &'a str) -> [(&'a str, &'a str); 5] {
    [("step", "code"), ("code", code), ("choice", "reject"), ("reason", "other"), ("words", words)]
}

on_both! {
    /// The code page has an address of its own, which a reload keeps, with the reason of one's own.
    async fn decision_forms_redirect(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending();
        let link = app.approval_request(ANNA, "ann@acme.test").await.link("/d/");
        let path = link.strip_prefix("http://esecure.test").unwrap();
        let browser = app.browser();
        let reject = [("step", "press"), ("choice", "reject"), ("reason", "other")];
        let page = redirected(&browser, path, &[&reject[..], &[("words", &"x".repeat(301))]].concat(), &[]).await;
        assert_eq!(page.status, 422);
        page.assert_contains(&"x".repeat(301));
        let words = "Ask \"Jonas\" first.";
        let answer = browser.post(path, &[&reject[..], &[("words", words)]].concat(), None).await;
        let to = answer.location.unwrap();
        assert!(!to.contains("Jonas"), "{to}");
        let page = browser.open(&to).await;
        assert_eq!(page.status, 200);
        let address = format!("{path}/code?choice=reject&reason=other");
        for page in [page, browser.open(&address).await, browser.open(&address).await] {
            page.assert_contains("one-time-code").assert_contains("value=\"Ask &quot;Jonas&quot; first.\"");
        }
        let code = app.mail(ANNA, "code", |m| m.links().is_empty() && m.text.contains("ann@acme.test")).await.code();
        let wrong = format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000);
        let page = redirected(&browser, path, &entered(&wrong, words), &[&wrong]).await;
        page.assert_contains("This code is wrong").assert_contains("4 of 5 tries left");
        browser.open(&address).await.assert_lacks("This code is wrong").assert_contains("4 of 5 tries left");
        // Without the typed reason, the code page leads back to the reasons.
        let elsewhere = app.browser().open(&address).await;
        assert_eq!((elsewhere.status, elsewhere.location), (303, Some(format!("{path}?choice=reject"))));
        let page = redirected(&browser, path, &entered(&code, words), &[&code]).await;
        page.assert_contains("may not ship");
        browser.open(path).await.assert_contains("may not ship");
        let late = redirected(&app.browser(), path, &[("step", "press"), ("choice", "approve")], &[]).await;
        late.assert_contains("may not ship");
    }
}

on_both! {
    async fn address_confirmation_redirects(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let browser = app.browser();
        browser.sign_in(ANNA, PASSWORD).await;
        browser.submit("/fn/change-email", &[("new_email", "anna@nieuw.example"), ("email_password", PASSWORD)]).await;
        let link = app.mail("anna@nieuw.example", "link", |m| m.text.contains("/confirm-email/")).await.link("/confirm-email/");
        let path = link.strip_prefix("http://esecure.test").unwrap();
        let wrong = "not the password of anybody";
        let machine = app.browser();
        assert_eq!(redirected(&machine, path, &[("password", wrong)], &[wrong]).await.status, 422);
        assert_eq!(machine.open(path).await.status, 200);
        let done = redirected(&machine, path, &[("password", PASSWORD)], &[PASSWORD]).await;
        assert_eq!(done.status, 200);
        done.assert_contains("Your address has been changed").assert_contains("anna@nieuw.example");
        assert_eq!(machine.open(path).await.status, 410);
    }
}
