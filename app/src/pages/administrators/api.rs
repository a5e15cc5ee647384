//! Server functions of the page.

#[cfg(feature = "ssr")]
use super::dto::AdministratorForm;
use super::dto::Administrators;
use crate::{AppError, client::PageClient, wire::PostcardPost};
#[cfg(feature = "ssr")]
use crate::{backend::backend, layout::seat, session::StatusResponder};
use esecure::id::{AccountId, AdministratorId};
use leptos::prelude::*;

/// returns the administrators of the account.
#[server(prefix = "/fn", endpoint = "administrators", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn get_administrators(account: Option<AccountId>) -> Result<Administrators, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.administrators(&administrator).await)
}

/// adds an administrator, and mails the invitation.
#[server(prefix = "/fn", endpoint = "add-administrator", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn add_administrator(
    account: Option<AccountId>,
    email: String,
    /// Display name; ignored if a profile with this address exists.
    name: String,
) -> Result<(), AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.add_administrator(&administrator, AdministratorForm { email, name }).await)
}

/// mails the invitation again.
#[server(prefix = "/fn", endpoint = "invite-again", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn invite_again(account: Option<AccountId>, id: AdministratorId) -> Result<(), AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.invite_again(&administrator, id).await)
}

/// removes an administrator; the last active one cannot be removed.
#[server(prefix = "/fn", endpoint = "remove-administrator", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn remove_administrator(account: Option<AccountId>, id: AdministratorId) -> Result<(), AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.remove_administrator(&administrator, id).await)
}
