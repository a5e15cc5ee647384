//! Background jobs that a response does not wait for, so that response times leak nothing about them.

use crate::error::{Result, ServiceError};
use app::AppError;
use futures::FutureExt as _;
use std::{panic::AssertUnwindSafe, sync::Arc};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::task::TaskTracker;

/// Maximum number of running jobs; they share the database with requests.
const AT_ONCE: u32 = 4;
/// Maximum number of running and waiting jobs.
const ALL: usize = 1000;

/// Job runner of this process. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Background {
    jobs: TaskTracker,
    turns: Arc<Semaphore>,
}

impl Default for Background {
    fn default() -> Self {
        Self { jobs: TaskTracker::new(), turns: Arc::new(Semaphore::new(AT_ONCE as usize)) }
    }
}

impl Background {
    /// Checks that fewer than 1,000 jobs are pending. Callers check this before they know if a job is needed, so the
    /// answer leaks nothing.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] if the limit is reached.
    pub fn has_room(&self) -> Result<()> {
        if self.jobs.len() < ALL { Ok(()) } else { Err(AppError::Unavailable.into()) }
    }

    /// Starts a job. A failure or panic is logged and does not affect other jobs.
    pub fn spawn(&self, what: &'static str, job: impl Future<Output = Result<()>> + Send + 'static) {
        let turns = self.turns.clone();
        self.jobs.spawn(async move {
            let _turn = turns.acquire_owned().await;
            let done = AssertUnwindSafe(job).catch_unwind().await;
            match done.unwrap_or_else(|_| Err(ServiceError::Internal("panicked".to_owned()))) {
                Ok(()) => {}
                Err(error) => tracing::error!(%error, "not done: {what}"),
            }
        });
    }

    /// Waits for all started jobs.
    pub async fn finish(&self) {
        self.jobs.close();
        self.jobs.wait().await;
    }

    /// Waits for running jobs and blocks the others until the permit is dropped.
    pub async fn hold(&self) -> Option<OwnedSemaphorePermit> {
        self.turns.clone().acquire_many_owned(AT_ONCE).await.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn failed_and_panicked_jobs_leave_the_others_running() {
        let (background, done) = (Background::default(), Arc::new(AtomicUsize::new(0)));
        for n in 0..20 {
            let done = done.clone();
            background.spawn("test", async move {
                assert!(n % 3 != 0, "a job that panics");
                if n % 3 == 1 {
                    return Err(ServiceError::Internal("a job that fails".to_owned()));
                }
                done.fetch_add(1, Ordering::SeqCst);
                Ok(())
            });
        }
        background.finish().await;
        assert_eq!(done.load(Ordering::SeqCst), 6);
    }

    #[tokio::test]
    async fn too_many_waiting_jobs_are_refused() {
        let background = Background::default();
        let held = background.hold().await;
        for _ in 0..ALL {
            background.has_room().unwrap();
            background.spawn("test", async { Ok(()) });
        }
        assert!(matches!(background.has_room(), Err(ServiceError::App(AppError::Unavailable))));
        drop(held);
        background.finish().await;
        background.has_room().unwrap();
    }
}
