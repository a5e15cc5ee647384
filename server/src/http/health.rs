//! Whether this process lives, and whether it can answer.

use crate::services::Services;
use axum::{extract::State, http::StatusCode};
use sea_orm::ConnectionTrait as _;

/// It runs.
pub async fn live() -> StatusCode {
    StatusCode::OK
}

/// It runs and its database answers.
pub async fn ready(State(services): State<Services>) -> StatusCode {
    match services.db.execute_unprepared("SELECT 1").await {
        Ok(_) => StatusCode::OK,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}
