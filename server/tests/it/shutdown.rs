//! Graceful shutdown: readiness fails first, event streams end, requests in progress are answered, and an SMTP
//! conversation in progress is waited for no longer than the grace period.

use crate::support::{ACCOUNT, App, Kind};
use server::store::columns::OutboxState;
use std::time::Duration;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
};

/// Fails the test if it hangs; durations are never asserted.
async fn within_limit<T>(what: &str, done: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(120), done).await.unwrap_or_else(|_| panic!("never: {what}"))
}

/// Sends a check without its body. The server has requested the body, so the request is in progress.
async fn partial_check(app: &App, body: &str) -> BufReader<TcpStream> {
    let mut stream = BufReader::new(TcpStream::connect(host(app)).await.unwrap());
    let head = format!(
        "POST /api/v1/checks HTTP/1.1\r\nHost: esecure.test\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        app.key,
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut line = String::new();
    within_limit("the server asks for the body", stream.read_line(&mut line)).await.unwrap();
    assert!(line.starts_with("HTTP/1.1 100"), "{line}");
    stream
}

fn host(app: &App) -> &str {
    app.base.strip_prefix("http://").unwrap()
}

async fn shutdown_ends_streams_and_answers_requests(kind: Kind) {
    let mut app = App::start_as(kind, |_| {}, |application| application.leave = Duration::ZERO, false).await;
    app.enforced_account(ACCOUNT, &["anna@voorbeeld.example"]).await;
    app.smtp.hang_at("ann@acme.test");
    let verdict = app.shipper("ann@acme.test").ships_on(ACCOUNT).await;
    app.smtp.wait_for_hang().await;
    let version = app.requests().await[0].version;
    let path = verdict.status_url().rsplit_once("/r/").unwrap().1.to_owned();
    let mut live = reqwest::get(format!("{}/r/{path}/live?version={version}", app.base)).await.unwrap();
    assert_eq!(live.status(), 200);
    let body = format!(r#"{{"account":"{ACCOUNT}","email":"bob@acme.test"}}"#);
    let mut check = partial_check(&app, &body).await;

    app.stop().await;
    within_limit("the stream ends", async { while let Ok(Some(_)) = live.chunk().await {} }).await;
    within_limit("new connections are refused", async {
        while TcpStream::connect(host(&app)).await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    check.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    within_limit("the check is answered", check.read_to_string(&mut answer)).await.unwrap();
    assert!(answer.contains("HTTP/1.1 200") && answer.contains("awaiting_decision"), "{answer}");

    app.wait_until_stopped().await.unwrap();
    // The mail of the hung conversation is not lost, and stays leased until its lease expires.
    let mails = app.outbox().await;
    let hung = mails.iter().find(|m| m.to_email.as_str() == "ann@acme.test").unwrap();
    assert!(hung.state == OutboxState::Queued && hung.leased_until.is_some() && !hung.text.is_empty(), "{hung:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn shutdown_ends_streams_and_answers_requests_sqlite() {
    shutdown_ends_streams_and_answers_requests(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn shutdown_ends_streams_and_answers_requests_postgres() {
    shutdown_ends_streams_and_answers_requests(Kind::Postgres).await;
}

/// Readiness ends with the stop signal, liveness with the process.
async fn stopping_server_alive_but_not_ready(kind: Kind) {
    let long = |application: &mut server::Application| application.leave = Duration::from_secs(60);
    let mut app = App::start_as(kind, |_| {}, long, false).await;
    for path in ["/health/ready", "/health/live"] {
        assert_eq!(app.browser().open(path).await.status, 200, "{path}");
    }
    app.stop().await;
    assert_eq!(app.browser().open("/health/ready").await.status, 503);
    assert_eq!(app.browser().open("/health/live").await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn stopping_server_alive_but_not_ready_sqlite() {
    stopping_server_alive_but_not_ready(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn stopping_server_alive_but_not_ready_postgres() {
    stopping_server_alive_but_not_ready(Kind::Postgres).await;
}
