//! The routes whose address carries a token: whoever has the address has its right. Router and security headers read this one list.

use super::{ask, confirm_email, decide, live, password, status};
use crate::services::Services;
use axum::{
    Router,
    routing::{MethodRouter, get},
};

/// Every such route, by its pattern.
fn all() -> [(&'static str, MethodRouter<Services>); 6] {
    [
        ("/create-password/{token}", get(password::page).post(password::submit)),
        ("/confirm-email/{token}", get(confirm_email::page).post(confirm_email::submit)),
        ("/d/{token}", get(decide::page).post(decide::press)),
        ("/a/{token}", get(ask::page).post(ask::submit)),
        ("/r/{token}", get(status::page)),
        ("/r/{token}/live", get(live::status)),
    ]
}

/// The routes as a router.
pub(super) fn routes() -> Router<Services> {
    all().into_iter().fold(Router::new(), |router, (pattern, handlers)| router.route(pattern, handlers))
}

/// The beginnings of addresses that end in a token, each with its last slash.
pub fn token_paths() -> Vec<&'static str> {
    let start = |(pattern, _): (&'static str, _)| pattern.split_once('{').map_or(pattern, |(start, _)| start);
    let mut paths: Vec<_> = all().into_iter().map(start).collect();
    paths.dedup();
    paths
}
