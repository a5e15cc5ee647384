//! Server function of the command palette.

use super::dto::PaletteGroup;
use crate::{AppError, client::PageClient, wire::PostcardPost};
#[cfg(feature = "ssr")]
use crate::{backend::backend, session::signed_in};
use esecure::id::AccountId;
use leptos::prelude::*;

/// Returns the pages, requests, addresses, accounts and actions that match `words`; without words the pages only.
#[server(prefix = "/fn", endpoint = "palette", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn search_palette(account: Option<AccountId>, words: String) -> Result<Vec<PaletteGroup>, AppError> {
    let (backend, who) = (backend()?, signed_in()?);
    backend.palette(&who.person, &who.seats, account, words).await
}
