//! Server functions of the list and of its addresses.

#[cfg(feature = "ssr")]
use super::standing_dto::{NewUserForm, UserActionInput};
use super::{
    dto::{Choice, UserRow, UsersPage, UsersQuery},
    standing_dto::{UserAction, UserActionResult, UserDetail},
};
use crate::{AppError, client::PageClient, wire::PostcardPost};
#[cfg(feature = "ssr")]
use crate::{backend::backend, layout::seat, session::StatusResponder};
use esecure::id::{AccountId, UserId};
use leptos::prelude::*;

/// returns one page of the list of the chosen account, or of the person's first.
#[server(prefix = "/fn", endpoint = "users", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn get_users(account: Option<AccountId>, query: UsersQuery) -> Result<UsersPage, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.users(&administrator, query).await)
}

/// returns one address of the list with source, end date and note. A malformed identifier gives
/// [`AppError::NotFound`].
#[server(prefix = "/fn", endpoint = "user", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn get_user(
    account: Option<AccountId>,
    /// Identifier as in the URL.
    id: String,
) -> Result<UserDetail, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    let Some(id) = UserId::parse(&id) else {
        return answer.finish(Err(AppError::NotFound));
    };
    answer.finish(backend.user(&administrator, id).await)
}

/// approves or rejects one address of the list; rejecting an approved one revokes the approval.
#[server(prefix = "/fn", endpoint = "decide-user", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn decide_user(
    account: Option<AccountId>,
    user: UserId,
    /// Decision of the clicked button.
    choice: Choice,
) -> Result<UserRow, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.decide_user(&administrator, user, choice).await)
}

/// approves the own address of the only active administrator, after checking the password again.
#[server(prefix = "/fn", endpoint = "approve-own-user", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn approve_own_user(
    account: Option<AccountId>,
    /// The administrator's own address in the list.
    user: UserId,
    password: String,
) -> Result<UserRow, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.approve_own(&administrator, user, password).await)
}

/// returns the undecided addresses that a query lists, for ticking all of them.
#[server(prefix = "/fn", endpoint = "undecided-users", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn undecided_users(account: Option<AccountId>, query: UsersQuery) -> Result<Vec<(UserId, String)>, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.undecided_users(&administrator, query).await)
}

/// applies a decision to the ticked addresses, each with its own result.
#[server(prefix = "/fn", endpoint = "rule-users", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn rule_users(
    account: Option<AccountId>,
    #[server(default)] ticked: Vec<UserId>,
    /// Decision about the ticked addresses.
    choice: UserAction,
    /// Last day of the approval.
    #[server(default)]
    until: String,
    /// Note for administrators only.
    #[server(default)]
    note: String,
) -> Result<Vec<UserActionResult>, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.rule_users(&administrator, ticked, UserActionInput { choice, until, note }).await)
}

/// approves an address, even one that has never shipped; returns one result, like [`rule_users`].
#[server(prefix = "/fn", endpoint = "add-user", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn add_user(
    account: Option<AccountId>,
    email: String,
    #[server(default)] name: String,
    /// Last day of the approval.
    #[server(default)]
    until: String,
    /// Note for administrators only.
    #[server(default)]
    note: String,
) -> Result<Vec<UserActionResult>, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    let row = answer.finish(backend.add_user(&administrator, NewUserForm { email, name, until, note }).await)?;
    Ok(vec![UserActionResult { user: row.id.clone(), result: Ok(row) }])
}
