//! Who is signed in, and for which account a page speaks.

use crate::{AppError, client::PageClient, view::Viewer, wire::Spoken};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    crate::session::{self, SignedIn, signed_in},
    esecure::{id::AccountId, person::Administrator},
};

/// The person of this session, or nobody: a session that has ended is no error here, for the frame stands around
/// every page.
#[server(prefix = "/fn", endpoint = "viewer", input = Spoken, output = Spoken, client = PageClient)]
pub async fn get_viewer() -> Result<Option<Viewer>, AppError> {
    let Some(SignedIn { person, seats, .. }) = use_context::<SignedIn>() else {
        return Ok(None);
    };
    let backend = crate::backend::backend()?;
    backend.viewer(&person, &seats).await.map(Some)
}

/// The chosen account's seat, or the person's first. Whoever holds none yet is led to the terms, where they read why.
///
/// # Errors
/// As [`session::administrator`].
#[cfg(feature = "ssr")]
pub fn seat(account: Option<&AccountId>) -> Result<Administrator, AppError> {
    let seats = self::seats(account)?;
    seats.into_iter().next().ok_or(AppError::NotFound)
}

/// The chosen account's seat, or all of the person's: never none.
///
/// # Errors
/// As [`session::seats`].
#[cfg(feature = "ssr")]
pub fn seats(account: Option<&AccountId>) -> Result<Vec<Administrator>, AppError> {
    if signed_in()?.seats.is_empty() {
        leptos_axum::redirect("/terms");
        return Err(session::failed(AppError::NotFound));
    }
    session::seats(account)
}
