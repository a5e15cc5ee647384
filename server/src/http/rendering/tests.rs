//! Tests that an attempt ends together with all tasks that it spawned.

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

/// Counts the running fetches, and reports the start and end of each.
#[derive(Clone)]
struct Fetches {
    running: Arc<AtomicUsize>,
    began: UnboundedSender<()>,
    ended: UnboundedSender<()>,
}

/// Guard of one fetch; reports its end on drop.
struct Fetch(Fetches);

impl Fetches {
    fn new() -> (Self, UnboundedReceiver<()>, UnboundedReceiver<()>) {
        let ((began, begins), (ended, ends)) = (unbounded_channel(), unbounded_channel());
        (Self { running: Arc::default(), began, ended }, begins, ends)
    }

    /// Starts a fetch that never completes.
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

/// Page with a resource that never resolves.
#[component]
fn Hanging(fetches: Fetches) -> impl IntoView {
    let resource = Resource::new(|| (), move |()| fetches.clone().never());
    view! { <Suspense>{move || Suspend::new(async move { resource.await })}</Suspense> }
}

/// Serves that page through `within`.
fn router(patience: &'static [Duration], fetches: &Fetches) -> Router {
    use_attempts();
    let fetches = fetches.clone();
    let page = render_app_async(move || view! { <Hanging fetches=fetches.clone()/> });
    let layer = middleware::from_fn(move |request, next| within(patience, request, next));
    Router::new().route("/", get(page.clone()).post(page)).layer(layer)
}

/// Renders the page outside any attempt.
async fn rendered(fetches: &Fetches) -> Response {
    let Ok(response) = router(&[], fetches).oneshot(post()).await;
    response
}

/// Waits for a report.
async fn heard(reports: &mut UnboundedReceiver<()>) {
    // The timeout only prevents a hanging test; the duration is not asserted.
    tokio::time::timeout(Duration::from_secs(60), reports.recv()).await.expect("it is reported").unwrap();
}

/// Builds a request that `within` does not retry.
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
    assert_eq!(response.headers()["retry-after"], "5");
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
