//! The span of a request in the log: method and route pattern. Addresses hold tokens, queries hold mail addresses; neither is logged,
//! at no level.

use axum::{extract::MatchedPath, http::Request};
use tracing::{Span, debug_span};

/// Names a request by its route.
pub(super) fn span<B>(request: &Request<B>) -> Span {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str);
    debug_span!("request", method = %request.method(), route)
}
