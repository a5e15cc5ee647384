//! One attempt at rendering a page, with every task that it spawns. Dropping the future of a page does not stop those
//! tasks: the renderer spawns one per resource and effect, and they would continue on disposed data.

use any_spawner::{CustomExecutor, Executor, PinnedFuture, PinnedLocalFuture};
use axum::{
    body::{Body, HttpBody as _},
    response::Response,
};
use http_body_util::BodyExt as _;
use std::pin::pin;
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};
use tracing::Instrument as _;

tokio::task_local! {
    /// Attempt of the running task.
    static CURRENT: Attempt;
}

/// Makes the renderer spawn its tasks within their attempt. Call before any rendering; further calls have no effect.
pub(in crate::http) fn use_attempts() {
    // An error means that an executor is already set: this one, by another server in the same process.
    let _ = Executor::init_custom_executor(WithinAttempts);
}

/// Tokio executor that ties spawned tasks to their attempt.
struct WithinAttempts;

impl CustomExecutor for WithinAttempts {
    fn spawn(&self, task: PinnedFuture<()>) {
        match CURRENT.try_with(Clone::clone) {
            Ok(attempt) => attempt.spawn(task),
            Err(_) => drop(tokio::spawn(task)),
        }
    }

    fn spawn_local(&self, task: PinnedLocalFuture<()>) {
        drop(tokio::task::spawn_local(task));
    }

    fn poll_local(&self) {}
}

/// Cancellation token and tasks of one attempt.
#[derive(Debug, Clone, Default)]
pub(super) struct Attempt {
    ended: CancellationToken,
    tasks: TaskTracker,
}

impl Attempt {
    /// Renders `page`, or returns `None` after `timeout`, once all tasks of the attempt have ended. The tasks also end
    /// if the caller is dropped, and after the response's body has been sent or dropped.
    pub(super) async fn run(
        self,
        page: impl Future<Output = Response> + Send + 'static,
        timeout: impl Future<Output = ()> + Send + 'static,
    ) -> Option<Response> {
        let guard = self.ended.clone().drop_guard();
        let supervised = async move {
            let mut page = pin!(CURRENT.scope(self.clone(), page));
            tokio::select! {
                biased;
                () = self.ended.cancelled() => {}
                response = page.as_mut() => return Some(response),
                () = timeout => {}
            }
            // Ends the tasks first, and drops the page with the data that they read afterwards.
            self.ended.cancel();
            self.tasks.close();
            self.tasks.wait().await;
            None
        };
        match tokio::spawn(supervised.in_current_span()).await {
            Ok(response) => response.map(|response| until_sent(response, guard)),
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(_) => None,
        }
    }

    fn spawn(self, task: PinnedFuture<()>) {
        let ended = self.ended.clone();
        let tasks = self.tasks.clone();
        tasks.spawn(CURRENT.scope(self, async move {
            tokio::select! {
                biased;
                () = ended.cancelled() => {}
                () = task => {}
            }
        }));
    }
}

/// Keeps the guard while the body may still be rendered. A body of known size is complete.
fn until_sent(response: Response, guard: DropGuard) -> Response {
    if response.body().size_hint().exact().is_some() {
        return response;
    }
    response.map(|body| {
        Body::new(body.map_frame(move |frame| {
            let _held = &guard;
            frame
        }))
    })
}
