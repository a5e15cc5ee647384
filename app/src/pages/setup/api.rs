//! Server functions of the setup page.

use super::dto::Setup;
use crate::{AppError, client::PageClient, wire::PostcardPost};
#[cfg(feature = "ssr")]
use crate::{
    backend::backend,
    layout::seat,
    session::{StatusResponder, signed_in},
};
use esecure::id::AccountId;
use leptos::prelude::*;

/// Returns the four setup steps of the chosen account, or of the person's first, with their figures.
#[server(prefix = "/fn", endpoint = "setup", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn get_setup(account: Option<AccountId>) -> Result<Setup, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.setup(&administrator).await)
}

/// shows or hides the person's contact details (E-mail consent ID).
#[server(prefix = "/fn", endpoint = "share-contact", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn share_contact(
    /// Shows the contact details; browsers omit an unticked checkbox.
    #[server(default)]
    on: bool,
) -> Result<(), AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let who = signed_in()?;
    answer.finish(backend.share_contact(&who.person, on).await)
}
