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
    async fn next_stays_inside(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let phone = app.phone();
        assert_eq!(phone.sign_in(ANNA, PASSWORD).await.status, 303);
        for (next, leads) in NEXT {
            let encoded: String = url_encoded(next);
            let page = phone.open(&format!("/sign-in?next={encoded}")).await;
            assert_eq!((page.status, page.location.as_deref()), (303, Some(leads)), "{next:?}");
            let stranger = app.phone();
            let form = stranger.open(&format!("/sign-in?next={encoded}")).await;
            assert!(!form.body.contains("evil"), "{next:?}: {}", form.body);
        }
        // After a sign-in too: as many as the sign-in limit allows.
        for (next, leads) in [NEXT[1], NEXT[4], NEXT[6], NEXT[8], NEXT[12]] {
            let page = app.phone().submit("/sign-in", &[("email", ANNA), ("password", PASSWORD), ("next", next)]).await;
            assert_eq!((page.status, page.location.as_deref()), (303, Some(leads)), "{next:?}");
        }
    }
}

fn url_encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

on_both! {
    async fn links_come_from_the_configured_origin(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        app.delivered().await;
        let lies: [&[(&str, &str)]; 6] = [
            &[("host", "evil.test")],
            &[("x-forwarded-host", "evil.test"), ("x-forwarded-proto", "https")],
            &[("forwarded", "host=evil.test;proto=https")],
            &[("x-original-url", "https://evil.test/"), ("x-rewrite-url", "https://evil.test/")],
            &[("x-forwarded-prefix", "/evil.test"), ("x-host", "evil.test")],
            &[("host", "evil.test:80"), ("x-forwarded-host", "evil.test"), ("x-forwarded-for", "evil.test")],
        ];
        let phone = app.phone();
        for (n, headers) in lies.into_iter().enumerate() {
            let told = |request: reqwest::RequestBuilder| {
                headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))
            };
            let email = format!("shipper{n}@acme.test");
            let check = phone.request("POST", "/api/v1/checks").bearer_auth(&app.key);
            let check = check.json(&json!({ "account": ACCOUNT, "email": email, "locale": "en" }));
            let page = phone.read(told(check)).await;
            assert_eq!(page.status, 200, "{headers:?}: {}", page.body);
            page.says(ORIGIN).does_not_say("evil");
            app.wait(61);
            let reset = phone.read(told(phone.request("POST", "/reset-password").form(&[("email", ANNA)]))).await;
            assert_eq!(reset.status, 200, "{headers:?}");
            reset.does_not_say("evil");
            let page = phone.read(told(phone.request("GET", "/esecure/queue"))).await;
            assert_eq!(page.location.as_deref(), Some("/sign-in?next=%2Fesecure%2Fqueue"), "{headers:?}");
        }
        app.delivered().await;
        let mails: Vec<_> = app.smtp.taken();
        let resets = app.mails_to(ANNA).into_iter().filter(|mail| mail.text.contains("You asked for a new password"));
        assert_eq!(resets.count(), lies.len());
        for mail in mails.iter().map(|raw| crate::support::Mail::parse(raw)) {
            assert!(!mail.raw.contains("evil"), "{}", mail.raw);
            assert!(mail.links().iter().all(|link| link.starts_with(ORIGIN)), "{:?}", mail.links());
        }
    }
}
