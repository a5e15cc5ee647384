//! Health for a balancer: the process lives, and it can do its work.

use crate::{
    services::Services,
    store::{connection::WAIT, write_probe},
};
use axum::{
    extract::{Extension, State},
    http::StatusCode,
};
use std::{sync::Arc, time::Duration};
use tokio::{sync::Mutex, time::Instant};

/// How long an answer holds: however often it is asked, the database is written to once a second.
const HOLDS: Duration = Duration::from_secs(1);

/// The last answer about the database, and when it was found. One looks at a time; the others wait for that answer.
#[derive(Debug, Clone, Default)]
pub struct Readiness(Arc<Mutex<Option<(Instant, bool)>>>);

/// Answers that the process runs.
pub async fn live() -> StatusCode {
    StatusCode::OK
}

/// Answers that the database takes writes, and that the process is not about to stop: a balancer sends nobody to one that leaves.
pub async fn ready(State(services): State<Services>, Extension(readiness): Extension<Readiness>) -> StatusCode {
    if services.stopping.is_cancelled() {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    if readiness.writes(&services).await { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }
}

impl Readiness {
    async fn writes(&self, services: &Services) -> bool {
        let mut last = self.0.lock().await;
        if let Some((at, writes)) = *last
            && at.elapsed() < HOLDS
        {
            return writes;
        }
        let writes = match tokio::time::timeout(2 * WAIT, write_probe::write(&services.db)).await {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::warn!(%error, "not ready: the database takes no write");
                false
            }
            Err(_) => {
                tracing::warn!("not ready: the database does not answer");
                false
            }
        };
        *last = Some((Instant::now(), writes));
        writes
    }
}
