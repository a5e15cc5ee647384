//! Tracing span of a request: method and route pattern. Paths contain tokens and queries contain mail addresses, so
//! neither is logged at any level.

use axum::{extract::MatchedPath, http::Request};
use tracing::{Span, debug_span};

/// Creates the span of a request, named by its route.
pub(super) fn span<B>(request: &Request<B>) -> Span {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str);
    debug_span!("request", method = %request.method(), route)
}
