//! One attempt at a page, with every task that rendering it spawns. Dropping the future of a page ends none of them: the
//! renderer spawns a task for each resource and effect, and such a task goes on over data that has been disposed.

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
    /// The attempt that the running task belongs to.
    static CURRENT: Attempt;
}

/// Makes the renderer spawn its tasks within the attempt that they belong to. Has to come before any rendering; further
/// calls do nothing.
pub(in crate::http) fn use_attempts() {
    // An error says that an executor is set already: this one, by another server of the same process.
    let _ = Executor::init_custom_executor(WithinAttempts);
}

/// Tokio, with tasks of an attempt tied to it.
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

/// One attempt and its tasks.
#[derive(Debug, Clone, Default)]
pub(super) struct Attempt {
    ended: CancellationToken,
    tasks: TaskTracker,
}

impl Attempt {
    /// Renders `page` until `timeout` is over; `None` where it was not ready then. All its tasks have ended by then. They
    /// end as well when the caller is dropped, and when the response's body has been sent or dropped.
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
            // The tasks end first, the page and what they read of it afterwards.
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

/// Holds the guard as long as the body may still be rendered; a body of known size is complete.
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
