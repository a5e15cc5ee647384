//! Whether this process lives, and whether it can answer.

use crate::services::Services;
use axum::{extract::State, http::StatusCode};
use sea_orm::ConnectionTrait as _;

/// It runs.
pub async fn live() -> StatusCode {
    StatusCode::OK
}

/// It runs, its database answers, and it is not about to stop: a balancer sends nobody to a process that leaves.
pub async fn ready(State(services): State<Services>) -> StatusCode {
    if services.stopping.is_cancelled() {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    match services.db.execute_unprepared("SELECT 1").await {
        Ok(_) => StatusCode::OK,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}
