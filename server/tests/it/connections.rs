//! Slow and idle clients are disconnected while others are served.
//! The timeouts are shorter than in production; durations are not asserted.

use crate::support::{ACCOUNT, App, Browser, EventStream, Kind, PASSWORD};
use server::{Application, connections::Pace};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

const ANNA: &str = "anna@voorbeeld.example";
/// Long enough for a busy machine to send a request that is not meant to be slow.
const SHORT: Duration = Duration::from_secs(3);

/// Runs a test on both databases with other limits.
macro_rules! on_both_as {
    ($(#[$meta:meta])* async fn $name:ident($app:ident: App, $bounds:path) $body:block) => {
        $(#[$meta])*
        mod $name {
            use super::*;

            async fn run(kind: Kind) {
                let $app = App::start_as(kind, |_| {}, $bounds, false).await;
                $body
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                run(Kind::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                run(Kind::Postgres).await;
            }
        }
    };
}

async fn within_limit<T>(what: &str, done: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(120), done).await.unwrap_or_else(|_| panic!("never: {what}"))
}

async fn connect(app: &App) -> TcpStream {
    TcpStream::connect(app.base.strip_prefix("http://").unwrap()).await.unwrap()
}

/// Builds the start of a request with a body of 1,000 bytes, only partly sent.
fn partial_body(app: &App, path: &str) -> String {
    let kind = if path.starts_with("/api") { "application/json" } else { "application/x-www-form-urlencoded" };
    format!(
        "POST {path} HTTP/1.1\r\nHost: esecure.test\r\nAuthorization: Bearer {}\r\nContent-Type: {kind}\r\n\
         Content-Length: 1000\r\n\r\n{{\"acc",
        app.key
    )
}

/// The four kinds of clients that occupy a connection.
fn slow_requests(app: &App) -> [String; 4] {
    [
        String::new(),
        "GET /sign-in HTTP/1.1\r\nHost: esecure.test\r\nX-".to_owned(),
        partial_body(app, "/sign-in"),
        partial_body(app, "/api/v1/checks"),
    ]
}

/// Reads until the server closes the connection and returns the response; `trickle` keeps sending a byte meanwhile.
async fn closed(mut stream: TcpStream, trickle: bool) -> String {
    let mut received = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        match timeout(Duration::from_millis(50), stream.read(&mut buffer)).await {
            Ok(Ok(0) | Err(_)) => return String::from_utf8_lossy(&received).into_owned(),
            Ok(Ok(read)) => received.extend_from_slice(&buffer[..read]),
            // A closed connection shows at the next read.
            Err(_) if trickle => drop(stream.write_all(b"a").await),
            Err(_) => {}
        }
    }
}

fn short_timeouts(application: &mut Application) {
    let pace = Pace { patience: SHORT, rate: 1 << 20 };
    application.limits.header = SHORT;
    application.limits.idle = SHORT;
    application.limits.request_body = pace;
    application.limits.answer = pace;
}

/// Two open event streams: an administrator's, and that of an open request's shipper.
struct Following {
    _phone: Browser,
    queue: EventStream,
    status: EventStream,
    request: String,
}

impl Following {
    async fn begin(app: &App) -> Self {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let browser = app.browser();
        assert_eq!(browser.sign_in(ANNA, PASSWORD).await.status, 303);
        let mut queue = browser.open_event_stream("/esecure/live").await;
        assert_eq!(queue.next().await.expect("an event").0, "now");
        let verdict = app.shipper("ann@acme.test").ships_on(ACCOUNT).await;
        assert_eq!(queue.next().await.expect("an event").0, "now");
        let status = status_stream(app, &verdict.status_url()).await;
        Self { _phone: browser, queue, status, request: verdict.request() }
    }

    /// Asserts that both original streams still receive events, and that pages and checks are answered.
    async fn are_untouched(&mut self, app: &App) {
        assert_eq!(app.browser().open("/sign-in").await.status, 200);
        app.shipper("bob@acme.test").ships_on(ACCOUNT).await.is_pending();
        assert_eq!(self.queue.next().await.expect("the stream of somebody signed in is open").0, "now");
        let anna = app.signed_in(ANNA).await.seats;
        let form = app::pages::queue::dto::DecisionInput::bare(app::pages::users::dto::Choice::Approve);
        let request = esecure::id::RequestId::parse(&self.request).unwrap();
        app::backend::Backend::decide(&app.services, &anna, vec![request], form).await.unwrap();
        assert_eq!(self.status.next().await.expect("the stream of a visitor is open").0, "changed");
    }
}

async fn status_stream(app: &App, status_url: &str) -> EventStream {
    let token = status_url.rsplit_once("/r/").unwrap().1;
    let version = app.requests().await[0].version;
    let answer = reqwest::get(format!("{}/r/{token}/live?version={version}", app.base)).await.unwrap();
    assert_eq!(answer.status(), 200);
    EventStream::new(answer)
}

on_both_as! {
    /// Each slow client is disconnected, although it keeps sending single bytes.
    async fn slow_clients_disconnected_and_streams_kept(app: App, short_timeouts) {
        let mut following = Following::begin(&app).await;
        let mut slow = Vec::new();
        for partial in slow_requests(&app).iter().cycle().take(12) {
            let mut stream = connect(&app).await;
            stream.write_all(partial.as_bytes()).await.unwrap();
            // The client that sent nothing keeps sending nothing.
            slow.push(tokio::spawn(closed(stream, !partial.is_empty())));
        }
        for one in slow {
            within_limit("a slow client is closed", one).await.unwrap();
        }
        following.are_untouched(&app).await;
    }
}

on_both_as! {
    async fn idle_connection_after_response_closed(app: App, short_timeouts) {
        let mut stream = connect(&app).await;
        stream.write_all(b"GET /health/live HTTP/1.1\r\nHost: esecure.test\r\n\r\n").await.unwrap();
        let received = within_limit("an idle connection is closed", closed(stream, false)).await;
        assert!(received.starts_with("HTTP/1.1 200"), "{received}");
    }
}

on_both_as! {
    async fn incomplete_body_answers_408(app: App, short_timeouts) {
        for (path, words) in [("/sign-in", "This arrived too slowly"), ("/api/v1/checks", "\"status\":408")] {
            let mut stream = connect(&app).await;
            stream.write_all(partial_body(&app, path).as_bytes()).await.unwrap();
            let received = within_limit("a body that stops is given up", closed(stream, false)).await;
            assert!(received.starts_with("HTTP/1.1 408") && received.contains(words), "{path}: {received}");
        }
    }
}

on_both_as! {
    /// A client that keeps sending requests and never reads a response.
    async fn client_that_does_not_read_disconnected(app: App, short_timeouts) {
        let mut stream = connect(&app).await;
        within_limit("a client that does not read is closed", async {
            while stream.write_all(b"GET /sign-in HTTP/1.1\r\nHost: esecure.test\r\n\r\n").await.is_ok() {}
        })
        .await;
    }
}

fn twelve_connections(application: &mut Application) {
    application.limits.connections = 12;
}

on_both_as! {
    /// Opens three times as many connections as the limit: the oldest idle ones are closed.
    async fn full_server_closes_oldest_idle_connections(app: App, twelve_connections) {
        let mut following = Following::begin(&app).await;
        for round in slow_requests(&app) {
            let mut held = Vec::new();
            for _ in 0..36 {
                let mut stream = connect(&app).await;
                // The server may have closed the connection already.
                let _ = stream.write_all(round.as_bytes()).await;
                held.push(stream);
            }
            let newest = held.split_off(24);
            for stream in held {
                within_limit("an old connection makes room", closed(stream, false)).await;
            }
            assert_eq!(app.browser().open("/health/ready").await.status, 200);
            drop(newest);
        }
        following.are_untouched(&app).await;
    }
}

fn two_streams(application: &mut Application) {
    application.limits.anonymous_streams = 2;
}

on_both_as! {
    async fn visitor_streams_beyond_limit_end_oldest(app: App, two_streams) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let url = app.shipper("ann@acme.test").ships_on(ACCOUNT).await.status_url();
        let mut first = status_stream(&app, &url).await;
        let _second = status_stream(&app, &url).await;
        let _third = status_stream(&app, &url).await;
        assert_eq!(within_limit("the oldest stream ends", first.next()).await, None);
    }
}
