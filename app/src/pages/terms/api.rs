//! Server function of the terms.

use crate::{AppError, client::PageClient, wire::PostcardPost};
#[cfg(feature = "ssr")]
use crate::{
    backend::backend,
    session::{StatusResponder, signed_in},
};
use leptos::prelude::*;

/// accepts the displayed version of the terms.
#[server(prefix = "/fn", endpoint = "accept-terms", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn accept_terms(version: u32) -> Result<(), AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let who = signed_in()?;
    answer.finish(backend.accept_terms(&who.person, version).await)
}
