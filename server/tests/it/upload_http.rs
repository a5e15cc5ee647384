//! Uploads over HTTP: up to the maximum file size, for signed-in users only, and without buffering more than that.

use crate::{
    on_both,
    support::{ACCOUNT, App, Kind, PASSWORD},
    uploads::form,
};
use app::{
    AppError,
    pages::upload::{
        CommitUpload,
        dto::{COMMIT_PATH, UploadForm, UploadRefusal, Uploaded},
    },
    ui::PAGE_PROFILE_HEADER,
    wire,
};
use esecure::upload::MAX_BYTES;
use futures::{StreamExt as _, stream};
use reqwest::{Body, Client, StatusCode, header::CONTENT_TYPE, redirect::Policy};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

const ANNA: &str = "anna@voorbeeld.example";
const MIB: usize = 1 << 20;

struct Browser<'a> {
    app: &'a App,
    client: Client,
    profile: String,
}

impl<'a> Browser<'a> {
    async fn of(app: &'a App, signed_in: bool) -> Self {
        let client = Client::builder().cookie_store(true).redirect(Policy::none()).build().unwrap();
        if signed_in {
            let fields = [("email", ANNA), ("password", PASSWORD)];
            let answer = client.post(format!("{}/sign-in", app.base)).form(&fields).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        }
        let profile = app.signed_in(ANNA).await.person.profile.to_string();
        Self { app, client, profile }
    }

    async fn posts(&self, path: &str, body: impl Into<Body>) -> reqwest::Result<(StatusCode, Vec<u8>)> {
        let request = self.client.post(format!("{}{path}", self.app.base));
        let request = request.header(CONTENT_TYPE, "application/x-postcard").header(PAGE_PROFILE_HEADER, &self.profile);
        let answer = request.body(body).send().await?;
        Ok((answer.status(), answer.bytes().await?.to_vec()))
    }

    async fn commits(&self, form: UploadForm) -> (StatusCode, Result<Uploaded, AppError>) {
        let message = wire::message(&CommitUpload { account: None, form }).unwrap();
        let (status, body) = self.posts(COMMIT_PATH, message).await.unwrap();
        let answer =
            if status.is_success() { Ok(wire::answer(&body).unwrap()) } else { Err(wire::answer(&body).unwrap()) };
        (status, answer)
    }
}

on_both! {
    /// The drop zone is part of the page before the client starts. Only a reader without script is told that a file
    /// needs script.
    async fn page_has_drop_zone_before_client_starts(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let browser = app.browser();
        browser.sign_in(ANNA, PASSWORD).await;
        let page = browser.open("/esecure/upload").await;
        page.assert_contains("type=\"file\"").assert_contains("Choose a file").assert_contains("or drop it here");
        let (before, rest) = page.body.split_once("<noscript>").unwrap();
        let (scriptless, after) = rest.split_once("</noscript>").unwrap();
        assert!(scriptless.contains("JavaScript") && scriptless.contains("/esecure/users/new"), "{scriptless}");
        assert!(!before.contains("needs JavaScript") && !after.contains("needs JavaScript"));
    }
}

on_both! {
    /// Files far larger than a form, up to the limit, are judged; so are cells as large as a file.
    async fn largest_allowed_file_accepted(app: App) {
        app.enforced_account(ACCOUNT, &[ANNA]).await;
        let anna = Browser::of(&app, true).await;
        let rows: String = (0..1000).map(|n| format!("user{n}@acme.test;{}\n", "n".repeat(150))).collect();
        let (status, outcome) = anna.commits(form(format!("email;note\n{rows}"))).await;
        assert_eq!((status, outcome.unwrap().unwrap().approved), (StatusCode::OK, 1000));
        let mut huge = b"email;note\nann@acme.test;".to_vec();
        huge.resize(MAX_BYTES - 1, b'x');
        huge.push(b'\n');
        let (status, outcome) = anna.commits(form(huge.clone())).await;
        assert_eq!((status, outcome), (StatusCode::OK, Ok(Err(UploadRefusal::Nothing))));
        huge.push(b'\n');
        assert_eq!(anna.commits(form(huge)).await, (StatusCode::OK, Ok(Err(UploadRefusal::TooLarge))));
        let beyond: String = (0..1001).map(|n| format!("other{n}@acme.test\n")).collect();
        let (_, outcome) = anna.commits(form(beyond)).await;
        assert_eq!(outcome.unwrap(), Err(UploadRefusal::Beyond { counted: 1001, limit: 1000 }));
        // Callers who are not signed in may send no more than a form.
        let nobody = Browser::of(&app, false).await;
        let (status, outcome) = nobody.commits(form("email\nann@acme.test\n")).await;
        assert_eq!((status, outcome), (StatusCode::UNAUTHORIZED, Err(AppError::SignedOut)));
        let (status, _) = nobody.posts(COMMIT_PATH, vec![0xff; 100 * 1024]).await.unwrap();
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
        // The file limit does not apply to form bodies, nor to other paths.
        assert_eq!(anna.posts(COMMIT_PATH, "a&".repeat(MIB)).await.unwrap().0, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(anna.posts("/fn/users", vec![0xff; 100 * 1024]).await.unwrap().0, StatusCode::PAYLOAD_TOO_LARGE);
    }
}

/// Asserts a 413; or a closed connection, if the client reads the response only after sending.
#[track_caller]
fn assert_too_large(answer: reqwest::Result<(StatusCode, Vec<u8>)>) {
    match answer {
        Err(error) => assert!(error.is_request() || error.is_body(), "{error:?}"),
        Ok((status, _)) => assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE),
    }
}

/// A gigabyte, with and without a declared length, is refused and mostly unread: measured by the bytes that the sender
/// could send.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn gigabyte_refused_unread() {
    let app = App::start(Kind::Sqlite).await;
    app.enforced_account(ACCOUNT, &[ANNA]).await;
    let anna = Browser::of(&app, true).await;
    // A single cell of a hundred mebibytes is above the file limit.
    assert_too_large(anna.posts(COMMIT_PATH, vec![0xff; 100 * MIB]).await);
    let sent = Arc::new(AtomicUsize::new(0));
    let counted = sent.clone();
    let chunk = axum::body::Bytes::from(vec![0xff_u8; MIB]);
    let gigabyte = stream::iter(0..1024).map(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        Ok::<_, std::io::Error>(chunk.clone())
    });
    assert_too_large(anna.posts(COMMIT_PATH, Body::wrap_stream(gigabyte)).await);
    let sent = sent.load(Ordering::SeqCst);
    assert!((36..200).contains(&sent), "{sent} MiB were taken");
    let (status, outcome) = anna.commits(form("email\nann@acme.test\n")).await;
    assert_eq!((status, outcome.unwrap().unwrap().approved), (StatusCode::OK, 1), "and all goes on");
}
