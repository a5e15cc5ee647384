//! Server functions of the journal.

use super::dto::{JournalPage, JournalQuery, Verified};
use crate::{AppError, client::PageClient, wire::PostcardPost};
#[cfg(feature = "ssr")]
use crate::{backend::backend, layout::seat, session::StatusResponder};
use esecure::id::AccountId;
use leptos::prelude::*;

/// returns one page of the journal.
#[server(prefix = "/fn", endpoint = "journal", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn get_journal(account: Option<AccountId>, query: JournalQuery) -> Result<JournalPage, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.journal(&administrator, query).await)
}

/// verifies the hash chain of the account's whole journal.
#[server(prefix = "/fn", endpoint = "verify-journal", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn verify_journal(account: Option<AccountId>) -> Result<Verified, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.verify_journal(&administrator).await)
}
