//! Routes with a token in the URL, which grants access without a session. The router and the security headers share
//! this list.

use super::{ask_ahead, confirm_email, decision_link, live, password, request_status};
use crate::services::Services;
use axum::{
    Router,
    extract::{FromRequestParts, Path},
    http::request::Parts,
    routing::{MethodRouter, get},
};
use esecure::locator::Locator;
use std::convert::Infallible;

/// Locator in the path of a token route, read as mail programs leave it. A text that is none is kept: no object has
/// it.
pub(super) struct LinkLocator(pub String);

impl<S: Send + Sync> FromRequestParts<S> for LinkLocator {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let text = Path::<String>::from_request_parts(parts, state).await.map(|Path(text)| text).unwrap_or_default();
        Ok(Self(Locator::parse(&text).map_or(text, |locator| locator.as_str().to_owned())))
    }
}

/// Returns every token route with its pattern.
fn all() -> [(&'static str, MethodRouter<Services>); 7] {
    [
        ("/create-password/{token}", get(password::page).post(password::submit)),
        ("/confirm-email/{token}", get(confirm_email::page).post(confirm_email::submit)),
        ("/d/{token}", get(decision_link::page).post(decision_link::submit)),
        ("/d/{token}/code", get(decision_link::code_page)),
        ("/a/{token}", get(ask_ahead::page).post(ask_ahead::submit)),
        ("/r/{token}", get(request_status::page)),
        ("/r/{token}/live", get(live::status)),
    ]
}

/// Builds the router of the token routes.
pub(super) fn routes() -> Router<Services> {
    all().into_iter().fold(Router::new(), |router, (pattern, handlers)| router.route(pattern, handlers))
}

/// Returns the path prefixes of the token routes, each up to its last slash.
pub fn token_paths() -> Vec<&'static str> {
    let start = |(pattern, _): (&'static str, _)| pattern.split_once('{').map_or(pattern, |(start, _)| start);
    let mut paths: Vec<_> = all().into_iter().map(start).collect();
    paths.dedup();
    paths
}
