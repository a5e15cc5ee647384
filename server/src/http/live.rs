//! Live pages: a stream that says "something has changed", never what. The page then asks for itself again, with all the
//! checks of a first visit.

use crate::services::Services;
use axum::{
    extract::{Path, Query, State},
    http::{HeaderName, HeaderValue, StatusCode},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::stream;
use std::{convert::Infallible, time::Duration};

/// How often a stream looks for changes that another process made (a second replica, the command line).
const LOOK: Duration = Duration::from_secs(2);

/// What the page has rendered.
#[derive(Debug, serde::Deserialize)]
pub struct Seen {
    /// The request's version.
    version: i64,
}

/// Tells a status page when its request has moved on from the version it shows, then ends: the page comes again with
/// the new one.
pub async fn status(State(services): State<Services>, Path(token): Path<String>, Query(seen): Query<Seen>) -> Response {
    // Listening begins before looking: what changes in between is heard.
    let mut changes = services.changes();
    let Ok(Some((request, _))) = services.status_version(&token).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let stopping = services.stopping.clone();
    let moved = stream::once(async move {
        loop {
            match services.status_version(&token).await {
                Ok(Some((_, version))) if version == seen.version => {}
                // Changed, gone, or not to be told: in each case the page asks again. (An event without data is none.)
                _ => return Ok::<_, Infallible>(Event::default().event("changed").data("1")),
            }
            tokio::select! {
                () = heard(&mut changes, &request) => {}
                () = tokio::time::sleep(LOOK) => {}
                () = stopping.cancelled() => return Ok(Event::default().comment("stopping")),
            }
        }
    });
    let keep_alive = KeepAlive::new().interval(Duration::from_secs(15));
    let mut response = Sse::new(moved).keep_alive(keep_alive).into_response();
    response.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

/// Waits until this request changes, or until so much has that some of it was missed.
async fn heard(changes: &mut tokio::sync::broadcast::Receiver<String>, request: &str) {
    use tokio::sync::broadcast::error::RecvError;
    loop {
        match changes.recv().await {
            Ok(id) if id == request => return,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}
