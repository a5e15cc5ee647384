//! What the upload asks of the server.

use crate::{
    AppError,
    client::PageClient,
    view::{UploadForm, UploadKnowledge, UploadStanding, Uploaded},
    wire::Spoken,
};
#[cfg(feature = "ssr")]
use crate::{backend::backend, pages::frame::seat, session::Answer};
use esecure::id::{AccountId, UploadId};
use leptos::prelude::*;

/// what judging a file needs beside the file, and what was uploaded before.
#[server(prefix = "/fn", endpoint = "upload-knowledge", input = Spoken, output = Spoken, client = PageClient)]
pub async fn get_upload_knowledge(account: Option<AccountId>) -> Result<UploadKnowledge, AppError> {
    let (backend, answer) = (backend()?, Answer::here());
    let administrator = seat(account.as_ref())?;
    answer.give(backend.upload_knowledge(&administrator).await)
}

/// what is decided about addresses of the file.
#[server(prefix = "/fn", endpoint = "upload-standings", input = Spoken, output = Spoken, client = PageClient)]
pub async fn upload_standings(
    account: Option<AccountId>,
    /// The addresses, in canonical form.
    keys: Vec<String>,
) -> Result<Vec<UploadStanding>, AppError> {
    let (backend, answer) = (backend()?, Answer::here());
    let administrator = seat(account.as_ref())?;
    answer.give(backend.upload_standings(&administrator, keys).await)
}

/// commits a file, all of it or nothing.
#[server(prefix = "/fn", endpoint = "commit-upload", input = Spoken, output = Spoken, client = PageClient)]
pub async fn commit_upload(
    account: Option<AccountId>,
    /// The file, and what was set, typed and ticked.
    form: UploadForm,
) -> Result<Uploaded, AppError> {
    let (backend, answer) = (backend()?, Answer::here());
    let administrator = seat(account.as_ref())?;
    answer.give(backend.commit_upload(&administrator, form).await)
}

/// undoes an upload as a whole.
#[server(prefix = "/fn", endpoint = "undo-upload", input = Spoken, output = Spoken, client = PageClient)]
pub async fn undo_upload(account: Option<AccountId>, id: UploadId) -> Result<(), AppError> {
    let (backend, answer) = (backend()?, Answer::here());
    let administrator = seat(account.as_ref())?;
    answer.give(backend.undo_upload(&administrator, id).await)
}
