//! What the list asks of the server.

use crate::{
    AppError,
    view::{Choice, UserRow, UsersPage, UsersQuery},
    wire::Spoken,
};
#[cfg(feature = "ssr")]
use crate::{backend::backend, pages::frame::seat, session::Answer};
use esecure::id::{AccountId, UserId};
use leptos::prelude::*;

/// one page of the list of the chosen account, or of the person's first.
#[server(prefix = "/fn", endpoint = "users", input = Spoken, output = Spoken)]
pub async fn get_users(
    /// The chosen account.
    account: Option<AccountId>,
    /// What to list.
    query: UsersQuery,
) -> Result<UsersPage, AppError> {
    let (backend, answer) = (backend()?, Answer::here());
    let administrator = seat(account.as_ref())?;
    answer.give(backend.users(&administrator, query).await)
}

/// approves or rejects one address of the list; rejecting an approved one revokes the approval.
#[server(prefix = "/fn", endpoint = "decide-user", input = Spoken, output = Spoken)]
pub async fn decide_user(
    /// The chosen account.
    account: Option<AccountId>,
    /// Whose address.
    user: UserId,
    /// The button that was pressed.
    choice: Choice,
) -> Result<UserRow, AppError> {
    let (backend, answer) = (backend()?, Answer::here());
    let administrator = seat(account.as_ref())?;
    answer.give(backend.decide_user(&administrator, user, choice).await)
}

/// the only active administrator approves their own address, with the password again.
#[server(prefix = "/fn", endpoint = "approve-own-user", input = Spoken, output = Spoken)]
pub async fn approve_own_user(
    /// The chosen account.
    account: Option<AccountId>,
    /// Their own address in the list.
    user: UserId,
    /// Their password.
    password: String,
) -> Result<UserRow, AppError> {
    let (backend, answer) = (backend()?, Answer::here());
    let administrator = seat(account.as_ref())?;
    answer.give(backend.approve_own(&administrator, user, password).await)
}
