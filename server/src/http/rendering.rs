//! Retries a stalled render. Under load, about one page in some hundred deadlocks in Suspense blocks that share a
//! resource (leptos #4578, #4673, #4851). After a timeout the attempt is cancelled with all its tasks and the page is
//! rendered again, a limited number of times.

mod attempt;

use super::context::{RequestContext, problem_page};
use app::{AppError, routes};
use attempt::Attempt;
use axum::{body::Body, extract::Request, http::Method, middleware::Next, response::Response};
use std::time::Duration;

pub(super) use attempt::use_attempts;

/// Timeout of each attempt. A page normally takes milliseconds; a slow one gets more time with each attempt.
const PATIENCE: [Duration; 3] = [Duration::from_secs(4), Duration::from_secs(8), Duration::from_secs(16)];

/// Middleware that renders a page again after a timeout. Only GET and HEAD are retried, because they change nothing.
pub(super) async fn retry_stalled_render(request: Request, next: Next) -> Response {
    within(&PATIENCE, request, next).await
}

/// Makes one attempt per timeout, then answers 503.
async fn within(patience: &[Duration], request: Request, next: Next) -> Response {
    let repeatable = [Method::GET, Method::HEAD].contains(request.method());
    if !repeatable || request.uri().path().starts_with(routes::SERVER_FUNCTIONS) {
        return next.run(request).await;
    }
    let (parts, _) = request.into_parts();
    for &patience in patience {
        let page = next.clone().run(Request::from_parts(parts.clone(), Body::empty()));
        if let Some(response) = Attempt::default().run(page, tokio::time::sleep(patience)).await {
            return response;
        }
        tracing::warn!(path = parts.uri.path(), "a page was not rendered in time, and its attempt was ended");
    }
    let context = parts.extensions.get::<RequestContext>().cloned().unwrap_or_default();
    problem_page(&context.reader(context.locale), AppError::Unavailable)
}

#[cfg(test)]
mod tests;
