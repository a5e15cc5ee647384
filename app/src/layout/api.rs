//! Server function of the viewer, and the seats for the chosen account.

use super::dto::Viewer;
use crate::{AppError, client::PageClient, wire::PostcardPost};
use esecure::id::AccountId;
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    crate::routes,
    crate::session::{self, SignedIn, signed_in},
    esecure::person::Administrator,
};

/// Returns the viewer of this session. An ended session gives `None` and no error, because the frame surrounds every
/// page.
#[server(prefix = "/fn", endpoint = "viewer", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn get_viewer() -> Result<Option<Viewer>, AppError> {
    let Some(SignedIn { person, seats, .. }) = use_context::<SignedIn>() else {
        return Ok(None);
    };
    let backend = crate::backend::backend()?;
    backend.viewer(&person, &seats).await.map(Some)
}

/// Succeeds for an administrator of the account; a page without data of its own calls it.
#[server(prefix = "/fn", endpoint = "check-administrator", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn check_administrator(account: Option<AccountId>) -> Result<(), AppError> {
    seat(account.as_ref()).map(drop)
}

/// Returns the seat of the chosen account, or the person's first. Without any seat the response redirects to the terms.
///
/// # Errors
/// Same as [`seats`].
#[cfg(feature = "ssr")]
pub fn seat(account: Option<&AccountId>) -> Result<Administrator, AppError> {
    let seats = seats(account)?;
    seats.into_iter().next().ok_or(AppError::NotFound)
}

/// Returns the seat of the chosen account, or all seats of the person; never empty.
///
/// # Errors
/// Same as [`session::seats`], and [`AppError::NotFound`] with a redirect to the terms if the person has no seat.
#[cfg(feature = "ssr")]
pub fn seats(account: Option<&AccountId>) -> Result<Vec<Administrator>, AppError> {
    if signed_in()?.seats.is_empty() {
        leptos_axum::redirect(&terms());
        return Err(session::with_status(AppError::NotFound));
    }
    session::seats(account)
}

/// Returns the path of the terms, which lead on to the page of the product that this request came from.
#[cfg(feature = "ssr")]
fn terms() -> String {
    let referer = use_context::<http::request::Parts>()
        .and_then(|parts| parts.headers.get(http::header::REFERER)?.to_str().ok()?.parse::<http::Uri>().ok());
    let page = referer.as_ref().and_then(|page| page.path_and_query()).map_or("", |page| page.as_str());
    routes::terms_first(if page.starts_with(routes::SETUP) { page } else { "" })
}
