//! Cross-site requests to documents and server functions are refused (`Sec-Fetch-Site`, `Origin`).

use crate::{
    on_both,
    support::{ACCOUNT, App, PASSWORD, difference},
};
use app::{
    pages::{
        queue::{DecideRequest, dto::QueueAction},
        users::{DecideUser, dto::Choice},
    },
    wire,
};
use esecure::id::RequestId;
use leptos::server_fn::axum::server_fn_paths;

const ANNA: &str = "anna@voorbeeld.example";

/// Headers as sent by pages of other sites, other origins on this machine, and unusual programs.
const FOREIGN: [&[(&str, &str)]; 12] = [
    &[("origin", "https://evil.test"), ("sec-fetch-site", "cross-site")],
    &[("origin", "null"), ("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site")],
    &[("sec-fetch-site", "garbage")],
    &[("origin", "https://evil.test")],
    &[("origin", "null")],
    &[("origin", "http://esecure.test:8080")],
    &[("origin", "http://esecure.test.evil.test")],
    &[("origin", "https://evil.test"), ("x-forwarded-host", "evil.test")],
    &[("origin", "https://evil.test"), ("forwarded", "host=evil.test"), ("x-original-url", "/")],
    &[("origin", "https://evil.test"), ("x-http-method-override", "POST")],
];

on_both! {
    async fn cross_site_requests_refused_without_effect(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let id = app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_pending().request();
        let decide = app.approval_request(ANNA, "ann@acme.test").await.link("/d/").replace("http://esecure.test", "");
        let user = app.requests().await[0].user_id.clone();
        let browser = app.browser();
        assert_eq!(browser.sign_in(ANNA, PASSWORD).await.status, 303);
        app.deliver_all().await;
        browser.open("/esecure/users").await;

        let form = "application/x-www-form-urlencoded";
        let message = "application/x-postcard";
        let decide_user = wire::message(&DecideUser { account: None, user: user.clone(), choice: Choice::Approve }).unwrap();
        let (ids, choice) = (vec![RequestId::parse(&id).unwrap()], QueueAction::Approve);
        let decide_request = wire::message(&DecideRequest { ids, choice, ..DecideRequest::default() }).unwrap();
        let as_form = format!("user={user}&choice=approve").into_bytes();
        let page_of_user = format!("/esecure/users/{user}");
        let posts: [(&str, &str, Vec<u8>); 8] = [
            ("/fn/rule-users", form, format!("ticked[0]={user}&choice=approve").into_bytes()),
            ("/fn/add-domain", form, b"list=authorised&domain=acme.test".to_vec()),
            ("/fn/save-profile", form, b"name=Mallory&phone=&locale=en".to_vec()),
            ("/sign-out", form, Vec::new()),
            (&decide, form, b"step=press&choice=approve".to_vec()),
            ("/fn/decide-user", message, decide_user.clone()),
            ("/fn/decide-user", "text/plain", as_form),
            ("/fn/decide-request", message, decide_request),
        ];
        // Every other server function, also a future one, with a form that names no argument.
        let functions = server_fn_paths().map(|(path, _)| (path, form, Vec::new()));
        let before = app.dump().await;
        for (path, kind, body) in posts.into_iter().chain(functions) {
            for headers in FOREIGN {
                let request = browser.request("POST", path).header("content-type", kind).body(body.clone());
                let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
                assert_eq!(browser.read(request).await.status, 403, "{path} with {headers:?}");
            }
        }
        // GET requests change nothing, whatever a header or a field claims about the method.
        let queries = [
            format!("/fn/decide-user?user={user}&choice=approve"),
            "/fn/add-domain?list=authorised&domain=acme.test".to_owned(),
            format!("{page_of_user}?choice=approve&_method=POST"),
        ];
        for path in queries.iter().map(String::as_str).chain([decide.as_str()]) {
            for method in ["GET", "HEAD"] {
                let request = browser.request(method, path).header("x-http-method-override", "POST");
                let status = browser.read(request).await.status;
                assert!(status < 500, "{method} {path}: {status}");
            }
        }
        assert_eq!(difference(&before, &app.dump().await), Vec::<String>::new());

        // The same request from a page of the portal works.
        let request = browser.request("POST", "/fn/decide-user").header("content-type", message).body(decide_user);
        let request = request.header(app::ui::PAGE_PROFILE_HEADER, browser.profile_of_page().await.unwrap());
        let own = request.header("origin", "http://esecure.test").header("sec-fetch-site", "same-origin");
        assert_eq!(browser.read(own).await.status, 200);
        app.shipper("ann@acme.test").ships_on(ACCOUNT).await.is_allowed("address_approved");
    }
}

on_both! {
    /// Each sign-in creates a new session cookie, which scripts cannot read and which ends with the session.
    async fn session_fixation_impossible_and_cookies_protected(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let fixed = "A".repeat(43);
        let browser = app.browser();
        let fields = [("email", ANNA), ("password", PASSWORD)];
        let request = browser.request("POST", "/sign-in").header("cookie", format!("esecure_session={fixed}")).form(&fields);
        let page = browser.read(request).await;
        let cookie = page.headers["set-cookie"].to_str().unwrap().to_owned();
        assert!(!cookie.contains(&fixed), "{cookie}");
        for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(part), "{cookie} lacks {part}");
        }
        let with = |token: &str| browser.request("GET", "/esecure/users").header("cookie", format!("esecure_session={token}"));
        assert_eq!(browser.read(with(&fixed)).await.status, 303, "the fixed one is nobody's");
        let token = cookie.trim_start_matches("esecure_session=").split(';').next().unwrap().to_owned();
        assert_eq!(browser.read(with(&token)).await.status, 200);
        let out = browser.request("POST", "/sign-out").header("cookie", format!("esecure_session={token}"));
        let out = out.form(&[(app::ui::PAGE_PROFILE, browser.profile_of_page().await.unwrap())]);
        assert_eq!(browser.read(out).await.status, 303);
        assert_eq!(browser.read(with(&token)).await.status, 303, "it has ended on the server too");
    }
}
