//! Server functions of the upload page.

use super::dto::{UploadForm, UploadKnowledge, UploadStanding, Uploaded};
use crate::{AppError, client::PageClient, wire::PostcardPost};
#[cfg(feature = "ssr")]
use crate::{backend::backend, layout::seat, session::StatusResponder};
use esecure::id::{AccountId, UploadId};
use leptos::prelude::*;

/// Returns the data to judge a file, and the earlier uploads.
#[server(prefix = "/fn", endpoint = "upload-knowledge", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn get_upload_knowledge(account: Option<AccountId>) -> Result<UploadKnowledge, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.upload_knowledge(&administrator).await)
}

/// Returns the account's decisions on addresses of the file.
#[server(prefix = "/fn", endpoint = "upload-standings", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn upload_standings(
    account: Option<AccountId>,
    /// Addresses in canonical form.
    keys: Vec<String>,
) -> Result<Vec<UploadStanding>, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.upload_standings(&administrator, keys).await)
}

/// Commits a file atomically.
#[server(prefix = "/fn", endpoint = "commit-upload", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn commit_upload(
    account: Option<AccountId>,
    /// File with its settings, edits and ticks.
    form: UploadForm,
) -> Result<Uploaded, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.commit_upload(&administrator, form).await)
}

/// Undoes an upload as a whole.
#[server(prefix = "/fn", endpoint = "undo-upload", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn undo_upload(account: Option<AccountId>, id: UploadId) -> Result<(), AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.undo_upload(&administrator, id).await)
}
