//! Health checks for a load balancer: liveness and readiness.

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

/// Time for which a readiness result is cached, so that checks write to the database at most once a second.
const HOLDS: Duration = Duration::from_secs(1);

/// Last result of the database check and its time. Concurrent requests wait for one check.
#[derive(Debug, Clone, Default)]
pub struct Readiness(Arc<Mutex<Option<(Instant, bool)>>>);

/// Liveness: answers 200.
pub async fn live() -> StatusCode {
    StatusCode::OK
}

/// Readiness: answers 200 if the database accepts writes and the process is not shutting down.
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
