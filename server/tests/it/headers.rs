//! Security headers of every response: script policy, framing, caching and content type. Independent of the database.

use crate::support::{ACCOUNT, App, Browser, Kind, Page};
use leptos::server_fn::axum::server_fn_paths;
use std::collections::HashSet;

/// Starts a server with an open request; returns a signed-in browser and three links: decision, status and
/// *Create password*.
async fn in_use() -> (App, Browser, [String; 3]) {
    let app = App::start(Kind::Sqlite).await;
    app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
    let status = app.shipper("ann@acme.test").ships_on(ACCOUNT).await.status_url();
    let decide = app.approval_request("anna@voorbeeld.example", "ann@acme.test").await.link("/d/");
    let create = app.mail("anna@voorbeeld.example", "Create password", |m| m.text.contains("/create-password/")).await;
    let path = |link: &str| link.trim_start_matches("http://esecure.test").to_owned();
    let browser = app.browser();
    browser.sign_in("anna@voorbeeld.example", crate::support::PASSWORD).await;
    (app, browser, [path(&decide), path(&status), path(&create.link("/create-password/"))])
}

/// Returns the single value of a header.
fn header<'a>(page: &'a Page, name: &str) -> &'a str {
    let mut values = page.headers.get_all(name).iter();
    let value = values.next().map_or("", |value| value.to_str().unwrap());
    assert!(values.next().is_none(), "{name} stands there twice");
    value
}

/// Asserts that only our scripts run, that no site can frame the page, and that its type is not sniffed.
fn guarded(what: &str, page: &Page) {
    let policy = header(page, "content-security-policy");
    for part in
        ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"]
    {
        assert!(policy.contains(part), "{what}: {part} is missing in {policy:?}");
    }
    for part in ["'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "*", "http:", "https:"] {
        assert!(!policy.contains(part), "{what}: {part} stands in {policy}");
    }
    assert_eq!(header(page, "x-content-type-options"), "nosniff", "{what}");
    assert_eq!(header(page, "x-frame-options"), "DENY", "{what}");
    assert!(["same-origin", "no-referrer"].contains(&header(page, "referrer-policy")), "{what}");
    let inline = scripts(&page.body).filter(|script| !script.contains(" src="));
    let nonce = format!(" nonce=\"{}\"", nonce(page));
    for script in inline {
        assert!(script.contains(&nonce), "{what}: <script{script}> does not carry {nonce}");
    }
    if header(page, "content-type").starts_with("text/html") {
        assert!(!page.body.contains(" style=\""), "{what}: the policy refuses inline styles");
        assert!(!page.body.contains(" onclick=") && !page.body.contains("javascript:"), "{what}");
    }
}

/// Lists the attributes of each script element.
fn scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| rest.split('>').next())
}

/// Returns the nonce from the response's Content-Security-Policy.
fn nonce(page: &Page) -> &str {
    let policy = header(page, "content-security-policy");
    policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("a nonce in the policy")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_response_has_security_headers() {
    let (app, browser, [decide, status, create]) = in_use().await;
    let stranger = app.browser();
    let mut nonces = HashSet::new();
    let mut requested = 0;
    for (path, code) in [
        ("/sign-in", 200),
        ("/reset-password", 200),
        ("/", 303),
        ("/esecure/queue", 303),
        ("/nowhere", 404),
        ("/sign-out", 405),
        (&decide, 200),
        (&status, 200),
        (&create, 200),
        ("/d/nothing", 404),
        ("/r/nothing", 404),
        ("/create-password/nothing", 404),
        ("/health/ready", 200),
        ("/fn/nothing", 400),
        ("/api/v1/checks", 405),
        ("/api/v1/nothing", 404),
        ("/live.js", 200),
        ("/pkg/esecure.js", 200),
        ("/pkg/esecure_bg.wasm", 200),
        ("/pkg/nothing", 404),
    ] {
        for method in ["GET", "HEAD"] {
            let page = stranger.fetch(method, path).await;
            assert_eq!(page.status, code, "{method} {path}: {}", page.body);
            guarded(&format!("{method} {path}"), &page);
            nonces.insert(nonce(&page).to_owned());
            requested += 1;
        }
    }
    for path in [
        "/",
        "/terms",
        "/profile",
        "/esecure?steps",
        "/esecure/queue",
        "/esecure/users",
        "/esecure/users/new",
        "/esecure/domains",
        "/esecure/upload",
        "/esecure/why",
        "/esecure/enforcement",
        "/esecure/administrators",
        "/esecure/journal",
        "/nowhere",
    ] {
        let page = browser.open(path).await;
        assert_eq!(page.status, if path == "/nowhere" { 404 } else { 200 }, "{path}");
        guarded(path, &page);
        let hydrates = scripts(&page.body).count() > 0 && page.body.contains("client.hydrate()");
        assert_eq!(hydrates, path != "/nowhere", "{path}");
        nonces.insert(nonce(&page).to_owned());
        requested += 1;
    }
    // Every server function, also a future one, called without a session.
    for (path, _) in server_fn_paths() {
        let page = stranger.submit(path, &[]).await;
        assert_eq!(page.status, if path == "/fn/viewer" { 200 } else { 401 }, "POST {path}: {}", page.body);
        guarded(&format!("POST {path}"), &page);
        nonces.insert(nonce(&page).to_owned());
        requested += 1;
    }
    let big = "x".repeat(70_000);
    for (path, fields, code) in [
        ("/sign-in", vec![("email", "anna@voorbeeld.example"), ("password", "wrong")], 422),
        ("/sign-in", vec![("email", big.as_str())], 413),
        ("/sign-out", vec![], 303),
        ("/api/v1/checks", vec![], 401),
        ("/pkg/esecure.js", vec![], 405),
    ] {
        let page = stranger.submit(path, &fields).await;
        assert_eq!(page.status, code, "POST {path}: {}", page.body);
        guarded(&format!("POST {path}"), &page);
        nonces.insert(nonce(&page).to_owned());
        requested += 1;
    }
    assert_eq!(nonces.len(), requested, "every answer has a nonce of its own");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn token_pages_not_cached_and_send_no_referrer() {
    let (app, _, [decide, status, create]) = in_use().await;
    let browser = app.browser();
    let big = "x".repeat(70_000);
    let stream = format!("{status}/live?version=-1");
    // Lists every route with a token from the router. Regression: `/confirm-email/` leaked its URL to other pages of
    // the origin.
    let unknown: Vec<String> = server::http::token_paths().iter().map(|start| format!("{start}nothing")).collect();
    assert!(unknown.contains(&"/confirm-email/nothing".to_owned()) && unknown.len() == 5, "{unknown:?}");
    let paths = [decide.as_str(), &status, &create, &stream, "/r/nothing/live"];
    let mut answers = Vec::new();
    for path in paths.into_iter().chain(unknown.iter().map(String::as_str)) {
        for method in ["GET", "HEAD", "DELETE"] {
            answers.push((format!("{method} {path}"), browser.fetch(method, path).await));
        }
        answers.push((format!("empty POST {path}"), browser.fetch("POST", path).await));
        for fields in [vec![], vec![("step", "press"), ("choice", "approve")], vec![("step", big.as_str())]] {
            answers.push((format!("POST {path}"), browser.submit(path, &fields).await));
        }
    }
    for (what, page) in &answers {
        assert_eq!(header(page, "cache-control"), "no-store", "{what}");
        assert_eq!(header(page, "referrer-policy"), "no-referrer", "{what}");
        guarded(what, page);
    }
    let seen: HashSet<u16> = answers.iter().map(|(_, page)| page.status).collect();
    for status in [200, 404, 405, 413] {
        assert!(seen.contains(&status), "no answer had {status}: {seen:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pages_link_cacheable_client_files() {
    let (app, browser, [_, status, _]) = in_use().await;
    let queue = browser.open("/esecure/queue").await;
    let portal = browser.open("/").await;
    let stranger = app.browser();
    let plain = stranger.open(&status).await;
    let named = |page: &Page, file: &str| {
        let end = format!("/{file}\"");
        let start = page.body.find(&end).unwrap_or_else(|| panic!("{file} is not asked for:\n{}", page.body));
        format!("{}/{file}", page.body[..start].rsplit('"').next().unwrap())
    };
    let requested = [
        (&queue, "esecure.js"),
        (&queue, "esecure_bg.wasm"),
        (&queue, "esecure.css"),
        (&portal, "esecure.css"),
        (&plain, "standalone.css"),
    ];
    for path in requested.map(|(page, file)| named(page, file)) {
        let file = stranger.open(&path).await;
        assert_eq!(
            (file.status, header(&file, "cache-control")),
            (200, "public, max-age=31536000, immutable"),
            "{path}"
        );
    }
    // A lazy page also asks for its chunks; an eager one does not.
    let users = browser.open("/esecure/users").await;
    let folder = named(&users, "esecure_bg.wasm").replace("esecure_bg.wasm", "");
    assert!(users.body.contains("[\"common.wasm\", \"split_users.wasm\"]"), "{}", users.body);
    assert!(users.body.contains(&format!("fetch(\"{folder}\" + file)")), "{}", users.body);
    assert!(portal.body.contains("[\"common.wasm\", \"split_portal.wasm\"]"), "{}", portal.body);
    assert!(!queue.body.contains("earlyChunks") && !plain.body.contains("earlyChunks"));
    for chunk in ["common.wasm", "split_users.wasm"] {
        let file = stranger.open(&format!("{folder}{chunk}")).await;
        assert_eq!((file.status, header(&file, "content-type")), (200, "application/wasm"), "{chunk}");
    }
    let module = stranger.open(&named(&queue, "esecure_bg.wasm")).await;
    assert_eq!(header(&module, "content-type"), "application/wasm");
    assert_eq!(header(&stranger.open("/live.js").await, "cache-control"), "no-cache");
    for page in [&queue, &portal, &plain] {
        assert_eq!(header(page, "cache-control"), "no-store");
    }
    let preload = queue.body.split("<link rel=\"modulepreload\"").nth(1).and_then(|rest| rest.split('>').next());
    assert!(preload.is_some_and(|link| link.contains(" crossorigin=\"anonymous\"")), "{preload:?}");
}

/// The demonstration's mailbox shows mails in a frame that only allows their own styles, by digest.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn framed_mail_runs_no_script_and_loads_nothing() {
    let app = App::start_demonstration(Kind::Sqlite).await;
    app.activate(ACCOUNT, "anna@voorbeeld.example", esecure::Locale::En).await;
    let list = app.browser().open("/demo/mailbox").await;
    guarded("/demo/mailbox", &list);
    let link = list.body.split("href=\"/demo/mailbox/").nth(1).and_then(|rest| rest.split('"').next()).expect("a mail");
    guarded("a mail", &app.browser().open(&format!("/demo/mailbox/{link}")).await);
    let mail = app.browser().open(&format!("/demo/mailbox/{link}/html")).await;
    let policy = header(&mail, "content-security-policy");
    for part in ["default-src 'none'", "frame-ancestors 'self'", "style-src 'unsafe-hashes' 'sha256-"] {
        assert!(policy.contains(part), "{part} is missing in {policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("script-src"), "{policy}");
    assert_eq!(header(&mail, "x-frame-options"), "SAMEORIGIN");
    assert_eq!(header(&mail, "x-content-type-options"), "nosniff");
    assert!(mail.body.contains(" style=\""), "a mail has styles of its own");
}
