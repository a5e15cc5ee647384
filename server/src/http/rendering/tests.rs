//! Attempts end, with all that they spawned.

use super::*;
use axum::{Router, http::StatusCode, middleware, response::IntoResponse as _, routing::get};
use futures::stream;
use leptos::prelude::*;
use leptos_axum::render_app_async;
use std::{
    convert::Infallible,
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower::ServiceExt as _;

/// Counts the fetches under way, and reports each that begins or ends.
#[derive(Clone)]
struct Fetches {
    running: Arc<AtomicUsize>,
    began: UnboundedSender<()>,
    ended: UnboundedSender<()>,
}

/// One fetch, until it is dropped.
struct Fetch(Fetches);

impl Fetches {
    fn new() -> (Self, UnboundedReceiver<()>, UnboundedReceiver<()>) {
        let ((began, begins), (ended, ends)) = (unbounded_channel(), unbounded_channel());
        (Self { running: Arc::default(), began, ended }, begins, ends)
    }

    /// Begins a fetch that never ends by itself.
    async fn never(self) {
        self.running.fetch_add(1, Ordering::SeqCst);
        let _ = self.began.send(());
        let _fetch = Fetch(self);
        pending().await
    }

    fn running(&self) -> usize {
        self.running.load(Ordering::SeqCst)
    }
}

impl Drop for Fetch {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::SeqCst);
        let _ = self.0.ended.send(());
    }
}

/// A page whose resource is never there.
#[component]
fn Hanging(fetches: Fetches) -> impl IntoView {
    let resource = Resource::new(|| (), move |()| fetches.clone().never());
    view! { <Suspense>{move || Suspend::new(async move { resource.await })}</Suspense> }
}

/// Routes to that page, through `within`.
fn router(patience: &'static [Duration], fetches: &Fetches) -> Router {
    use_attempts();
    let fetches = fetches.clone();
    let page = render_app_async(move || view! { <Hanging fetches=fetches.clone()/> });
    let layer = middleware::from_fn(move |request, next| within(patience, request, next));
    Router::new().route("/", get(page.clone()).post(page)).layer(layer)
}

/// The page's response, outside of any attempt.
async fn rendered(fetches: &Fetches) -> Response {
    let Ok(response) = router(&[], fetches).oneshot(post()).await;
    response
}

/// Waits for a report.
async fn heard(reports: &mut UnboundedReceiver<()>) {
    // Only against hanging: how long it takes is not asserted.
    tokio::time::timeout(Duration::from_secs(60), reports.recv()).await.expect("it is reported").unwrap();
}

/// A request that `within` leaves alone.
fn post() -> Request {
    Request::post("/").body(Body::empty()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn timed_out_attempt_ends_every_task_before_it_returns() {
    let (fetches, mut begins, _ends) = Fetches::new();
    let page = {
        let fetches = fetches.clone();
        async move { rendered(&fetches).await }
    };
    let response = Attempt::default().run(page, async move { begins.recv().await.unwrap() }).await;
    assert!(response.is_none());
    assert_eq!(fetches.running(), 0, "the abandoned page still fetches");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attempt_of_a_client_that_left_ends() {
    let (fetches, mut begins, mut ends) = Fetches::new();
    let page = {
        let fetches = fetches.clone();
        async move { rendered(&fetches).await }
    };
    tokio::select! {
        _ = Attempt::default().run(page, pending()) => panic!("the page is never ready"),
        _ = begins.recv() => {}
    }
    heard(&mut ends).await;
    assert_eq!(fetches.running(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn page_that_is_never_ready_answers_503_after_its_attempts() {
    let (fetches, mut begins, _ends) = Fetches::new();
    let request = Request::get("/").body(Body::empty()).unwrap();
    let Ok(response) = router(&[Duration::ZERO; 3], &fetches).oneshot(request).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.headers()[header::RETRY_AFTER], "5");
    let mut attempts = 0;
    while begins.try_recv().is_ok() {
        attempts += 1;
    }
    assert_eq!((attempts, fetches.running()), (3, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tasks_of_a_page_live_until_its_body_is_dropped() {
    use_attempts();
    let (fetches, mut begins, mut ends) = Fetches::new();
    let page = {
        let fetches = fetches.clone();
        async move {
            any_spawner::Executor::spawn(fetches.never());
            Body::from_stream(stream::pending::<Result<String, Infallible>>()).into_response()
        }
    };
    let response = Attempt::default().run(page, pending()).await.unwrap();
    heard(&mut begins).await;
    assert_eq!(fetches.running(), 1);
    drop(response);
    heard(&mut ends).await;
    assert_eq!(fetches.running(), 0);
}
