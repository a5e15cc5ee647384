//! Rendering ends. Parts of a page that wait for the same data can, once in some hundred pages under load, miss each other's
//! word and wait for ever (leptos #4578, #4673, #4851). A page takes milliseconds: one that takes seconds is begun anew.

use axum::{body::Body, extract::Request, http::Method, middleware::Next, response::Response};
use std::time::Duration;

/// How long a page may take before it is begun anew.
const PATIENCE: Duration = Duration::from_secs(4);
/// How often it is begun before it may take as long as it wants.
const TRIES: u32 = 3;

/// Begins a page anew that is not rendered in time. Looking at a page changes nothing, so it may be looked at twice; what
/// changes something is left alone.
pub(super) async fn in_time(request: Request, next: Next) -> Response {
    let looks = [Method::GET, Method::HEAD].contains(request.method());
    if !looks || request.uri().path().starts_with("/fn/") {
        return next.run(request).await;
    }
    let (parts, _) = request.into_parts();
    let again = || Request::from_parts(parts.clone(), Body::empty());
    for _ in 0..TRIES {
        if let Ok(response) = tokio::time::timeout(PATIENCE, next.clone().run(again())).await {
            return response;
        }
        tracing::warn!(path = parts.uri.path(), "a page was not rendered in time, and is begun anew");
    }
    next.run(again()).await
}
