//! Requests that are far too large, deeply nested or many: each gets an answer, and the server stays up.

use crate::{
    on_both,
    support::{ACCOUNT, App, PASSWORD, difference},
};
use app::{
    pages::{
        journal::dto::JournalQuery,
        queue::{DecideRequest, dto::QueueAction},
        users::{dto::UsersQuery, standing_dto::NewUserForm},
    },
    ui::PAGE_PROFILE_HEADER,
    wire,
};
use esecure::id::RequestId;
use leptos::server_fn::axum::server_fn_paths;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

const ANNA: &str = "anna@voorbeeld.example";
const FORM: &str = "application/x-www-form-urlencoded";

/// Sends raw bytes; returns the status, or `None` if the connection was closed before a response was read.
async fn raw(app: &App, head: &str) -> Option<u16> {
    let mut stream = TcpStream::connect(app.base.trim_start_matches("http://")).await.unwrap();
    // An oversized request may be answered, and the connection closed, while it is still being sent.
    let _ = stream.write_all(head.as_bytes()).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).split(' ').nth(1).and_then(|status| status.parse().ok())
}

on_both! {
    async fn oversized_heads_refused(app: App) {
        let megabyte = "x".repeat(1 << 20);
        for (what, head, refusal) in [
            ("a header", format!("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\nx-a: {megabyte}\r\n\r\n"), 431),
            ("an address", format!("GET /{} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n", "x".repeat(120_000)), 414),
            ("headers", format!("GET / HTTP/1.1\r\nhost: a\r\n{}\r\n", "a: b\r\n".repeat(5_000)), 431),
        ] {
            let status = raw(&app, &head).await;
            assert!(status.is_none_or(|status| status == refusal), "{what}: {status:?}");
        }
        let cookie = format!("GET /sign-in HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncookie: {}\r\n\r\n", "a=b; ".repeat(60_000));
        let status = raw(&app, &cookie).await;
        assert!(status.is_none_or(|status| [200, 431].contains(&status)), "300 KB of cookies: {status:?}");
        assert_eq!(app.browser().open("/health/ready").await.status, 200);
    }
}

on_both! {
    async fn oversized_and_deep_bodies_refused(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let browser = app.browser();
        assert_eq!(browser.sign_in(ANNA, PASSWORD).await.status, 303);
        app.deliver_all().await;
        browser.open("/esecure/users").await;
        let before = app.dump().await;
        let json = |body: String| browser.request("POST", "/api/v1/checks").bearer_auth(&app.key).header("content-type", "application/json").body(body);
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let object = |depth: usize| format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
        let long = json!({ "account": ACCOUNT, "email": "ann@acme.test", "name": "x".repeat(40_000) }).to_string();
        for body in [nested(30_000), object(10_000), long, format!("[{}1]", "1,".repeat(30_000)), "9".repeat(60_000)] {
            let status = browser.read(json(body.clone())).await.status;
            assert_eq!(status / 100, 4, "{status} for {}…", &body[..30]);
        }
        let form = |path: &str, body: String| browser.request("POST", path).header("content-type", FORM).body(body);
        let many: String = (0..5_000).map(|n| format!("f{n}=1&")).collect();
        let deep = format!("query{}=1", "[a]".repeat(5_000));
        let profile = browser.profile_of_page().await.unwrap();
        for body in [many.clone(), deep, "ticked[999999999]=1&ticked[0]=2".to_owned(), format!("domain={}", "x".repeat(60_000))] {
            // Every server function, also a future one; these forms name no profile.
            for (path, _) in server_fn_paths() {
                let status = browser.read(form(path, body.clone())).await.status;
                assert_eq!(status / 100, 4, "{path}: {status} for {}…", &body[..20]);
            }
            for path in ["/fn/users", "/fn/rule-users", "/fn/commit-upload", "/fn/add-domain", "/sign-in", "/reset-password"] {
                let request = form(path, body.clone()).header(PAGE_PROFILE_HEADER, profile.as_str());
                let status = browser.read(request).await.status;
                assert!(status < 500, "{path}: {status} for {}…", &body[..20]);
            }
        }
        assert!(browser.open(&format!("/esecure/users?{many}")).await.status < 500);
        // A body of ten megabytes, and a small gzip body that claims to expand to a gigabyte.
        assert_eq!(browser.read(form("/sign-in", "x".repeat(10 << 20))).await.status, 413);
        let bomb = gzip_bomb();
        for path in ["/api/v1/checks", "/sign-in", "/fn/users"] {
            let request = browser.request("POST", path).bearer_auth(&app.key).header("content-encoding", "gzip");
            let status = browser.read(request.header("content-type", "application/json").body(bomb.clone())).await.status;
            assert!(status / 100 == 4 || path.starts_with("/fn/"), "{path}: {status}");
        }
        // More requests than one decision may cover.
        let ids = (0..2_000_u128).map(|n| RequestId::from_bytes(n.to_be_bytes())).collect();
        let many = DecideRequest { ids, choice: QueueAction::Approve, ..DecideRequest::default() };
        let many = wire::message(&many).unwrap();
        assert_eq!(browser.call_function_from_page("/fn/decide-request", many).await.status / 100, 4);
        assert_eq!(difference(&before, &app.dump().await), Vec::<String>::new());
        assert_eq!(browser.open("/esecure/queue").await.status, 200);
    }
}

/// A hundred zero bytes framed as gzip, with a trailer that claims a gigabyte; the server must not trust the claim.
fn gzip_bomb() -> Vec<u8> {
    let mut bomb = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    bomb.extend([0; 100]);
    bomb.extend([0, 0, 0, 0, 0, 0, 0, 0x40]);
    bomb
}

on_both! {
    /// `LIKE` wildcards are matched literally, and pages beyond the last one are empty.
    async fn wildcards_literal_and_pages_beyond_end_empty(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = app.administrator(ANNA).await;
        for email in ["ann@acme.test", "bob@acme.test"] {
            let form = NewUserForm { email: email.to_owned(), ..NewUserForm::default() };
            app.services.add_user(&anna, form).await.unwrap();
        }
        let listed = async |search: &str, page: u64| {
            let query = UsersQuery { search: search.to_owned(), page, ..UsersQuery::default() };
            app.services.users(&anna, query).await.unwrap().rows.len()
        };
        assert_eq!(listed("acme", 1).await, 2);
        for search in ["%", "_", "!", "a%e", "ann_acme", "!%", "\\%", "a__e", "'; DROP TABLE account; --"] {
            assert_eq!(listed(search, 1).await, 0, "{search}");
        }
        for page in [0, 3, 1_000_000_000_000, u64::MAX] {
            assert!(listed("", page).await <= 2, "page {page}");
        }
        for bound in [i64::MIN, -1, 0, i64::MAX] {
            for query in [
                JournalQuery { before: Some(bound), ..JournalQuery::default() },
                JournalQuery { after: Some(bound), ..JournalQuery::default() },
            ] {
                app.services.journal(&anna, &query).await.unwrap();
            }
        }
        let browser = app.browser();
        browser.sign_in(ANNA, PASSWORD).await;
        for path in ["/esecure/users?page=1000000000000", "/esecure/journal?before=9223372036854775807", "/esecure/enforcement?page=99999999999", "/esecure/users?page=-1"] {
            assert!(browser.open(path).await.status < 500, "{path}");
        }
    }
}
