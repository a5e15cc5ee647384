//! `next=` redirects only within this site, and links use the configured origin regardless of the request's `Host`.

use crate::{
    on_both,
    support::{ACCOUNT, App, PASSWORD},
};
use serde_json::json;

const ANNA: &str = "anna@voorbeeld.example";
const ORIGIN: &str = "http://esecure.test";

/// Values of `next=` and the resulting redirect targets.
const NEXT: [(&str, &str); 16] = [
    ("/esecure/queue", "/esecure/queue"),
    ("/esecure/users?account=acc_1&page=2", "/esecure/users?account=acc_1&page=2"),
    ("", "/"),
    ("evil", "/"),
    ("//evil.test", "/"),
    ("///evil.test", "/"),
    ("/\\evil.test", "/"),
    ("\\\\evil.test", "/"),
    ("https://evil.test", "/"),
    ("https:evil.test", "/"),
    ("javascript:alert(1)", "/"),
    ("data:text/html,x", "/"),
    ("/a\r\nSet-Cookie: x=1", "/"),
    ("/\tevil.test", "/"),
    (" /esecure", "/"),
    ("/é", "/"),
];

on_both! {
    async fn next_parameter_redirects_only_within_site(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let browser = app.browser();
        assert_eq!(browser.sign_in(ANNA, PASSWORD).await.status, 303);
        for (next, leads) in NEXT {
            let encoded: String = url_encoded(next);
            let page = browser.open(&format!("/sign-in?next={encoded}")).await;
            assert_eq!((page.status, page.location.as_deref()), (303, Some(leads)), "{next:?}");
            let stranger = app.browser();
            let form = stranger.open(&format!("/sign-in?next={encoded}")).await;
            assert!(!form.body.contains("evil"), "{next:?}: {}", form.body);
        }
        // After a sign-in too: as many as the sign-in limit allows.
        for (next, leads) in [NEXT[1], NEXT[4], NEXT[6], NEXT[8], NEXT[12]] {
            let page = app.browser().submit("/sign-in", &[("email", ANNA), ("password", PASSWORD), ("next", next)]).await;
            assert_eq!((page.status, page.location.as_deref()), (303, Some(leads)), "{next:?}");
        }
    }
}

fn url_encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

on_both! {
    async fn links_use_configured_origin(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        app.deliver_all().await;
        let lies: [&[(&str, &str)]; 6] = [
            &[("host", "evil.test")],
            &[("x-forwarded-host", "evil.test"), ("x-forwarded-proto", "https")],
            &[("forwarded", "host=evil.test;proto=https")],
            &[("x-original-url", "https://evil.test/"), ("x-rewrite-url", "https://evil.test/")],
            &[("x-forwarded-prefix", "/evil.test"), ("x-host", "evil.test")],
            &[("host", "evil.test:80"), ("x-forwarded-host", "evil.test"), ("x-forwarded-for", "evil.test")],
        ];
        let browser = app.browser();
        for (n, headers) in lies.into_iter().enumerate() {
            let with_headers = |request: reqwest::RequestBuilder| {
                headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))
            };
            let email = format!("shipper{n}@acme.test");
            let check = browser.request("POST", "/api/v1/checks").bearer_auth(&app.key);
            let check = check.json(&json!({ "account": ACCOUNT, "email": email, "locale": "en" }));
            let page = browser.read(with_headers(check)).await;
            assert_eq!(page.status, 200, "{headers:?}: {}", page.body);
            page.assert_contains(ORIGIN).assert_lacks("evil");
            app.advance_clock(61);
            let reset = browser.read(with_headers(browser.request("POST", "/reset-password").form(&[("email", ANNA)]))).await;
            assert_eq!((reset.status, reset.location.as_deref()), (303, Some("/reset-password?sent=1")), "{headers:?}");
            let page = browser.read(with_headers(browser.request("GET", "/esecure/queue"))).await;
            assert_eq!(page.location.as_deref(), Some("/sign-in?next=/esecure/queue"), "{headers:?}");
        }
        app.deliver_all().await;
        let mails: Vec<_> = app.smtp.accepted();
        // On a slow machine a mail can be sent twice, because the clock advances while it is on its way.
        let resets = app.mails_to(ANNA).into_iter().filter(|mail| mail.text.contains("You asked for a new password"));
        let resets: std::collections::HashSet<_> = resets.map(|mail| mail.text).collect();
        assert_eq!(resets.len(), lies.len());
        for mail in mails.iter().map(|raw| crate::support::Mail::parse(raw)) {
            assert!(!mail.raw.contains("evil"), "{}", mail.raw);
            assert!(mail.links().iter().all(|link| link.starts_with(ORIGIN)), "{:?}", mail.links());
        }
    }
}
