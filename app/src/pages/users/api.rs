//! Server functions of the list.

use super::{
    dto::{Choice, UserRow, UsersPage, UsersQuery},
    standing_dto::{NewUserForm, Ruled, StandingChoice, StandingForm},
};
use crate::{AppError, client::PageClient, wire::Spoken};
#[cfg(feature = "ssr")]
use crate::{backend::backend, layout::seat, session::Answer};
use esecure::id::{AccountId, UserId};
use leptos::prelude::*;

/// returns one page of the list of the chosen account, or of the person's first.
#[server(prefix = "/fn", endpoint = "users", input = Spoken, output = Spoken, client = PageClient)]
pub async fn get_users(account: Option<AccountId>, query: UsersQuery) -> Result<UsersPage, AppError> {
    let (backend, answer) = (backend()?, Answer::from_context());
    let administrator = seat(account.as_ref())?;
    answer.give(backend.users(&administrator, query).await)
}

/// approves or rejects one address of the list; rejecting an approved one revokes the approval.
#[server(prefix = "/fn", endpoint = "decide-user", input = Spoken, output = Spoken, client = PageClient)]
pub async fn decide_user(
    account: Option<AccountId>,
    user: UserId,
    /// Decision of the clicked button.
    choice: Choice,
) -> Result<UserRow, AppError> {
    let (backend, answer) = (backend()?, Answer::from_context());
    let administrator = seat(account.as_ref())?;
    answer.give(backend.decide_user(&administrator, user, choice).await)
}

/// approves the own address of the only active administrator, after checking the password again.
#[server(prefix = "/fn", endpoint = "approve-own-user", input = Spoken, output = Spoken, client = PageClient)]
pub async fn approve_own_user(
    account: Option<AccountId>,
    /// The administrator's own address in the list.
    user: UserId,
    password: String,
) -> Result<UserRow, AppError> {
    let (backend, answer) = (backend()?, Answer::from_context());
    let administrator = seat(account.as_ref())?;
    answer.give(backend.approve_own(&administrator, user, password).await)
}

/// returns the undecided addresses that a query lists, for ticking all of them.
#[server(prefix = "/fn", endpoint = "undecided-users", input = Spoken, output = Spoken, client = PageClient)]
pub async fn undecided_users(account: Option<AccountId>, query: UsersQuery) -> Result<Vec<(UserId, String)>, AppError> {
    let (backend, answer) = (backend()?, Answer::from_context());
    let administrator = seat(account.as_ref())?;
    answer.give(backend.undecided_users(&administrator, query).await)
}

/// applies a decision to the ticked addresses, each with its own result.
#[server(prefix = "/fn", endpoint = "rule-users", input = Spoken, output = Spoken, client = PageClient)]
pub async fn rule_users(
    account: Option<AccountId>,
    #[server(default)] ticked: Vec<UserId>,
    /// Decision about the ticked addresses.
    choice: StandingChoice,
    /// Last day of the approval.
    #[server(default)]
    until: String,
    /// Note for administrators only.
    #[server(default)]
    note: String,
) -> Result<Vec<Ruled>, AppError> {
    let (backend, answer) = (backend()?, Answer::from_context());
    let administrator = seat(account.as_ref())?;
    answer.give(backend.rule_users(&administrator, ticked, StandingForm { choice, until, note }).await)
}

/// approves an address, even one that has never shipped; returns one result, like [`rule_users`].
#[server(prefix = "/fn", endpoint = "add-user", input = Spoken, output = Spoken, client = PageClient)]
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
) -> Result<Vec<Ruled>, AppError> {
    let (backend, answer) = (backend()?, Answer::from_context());
    let administrator = seat(account.as_ref())?;
    let row = answer.give(backend.add_user(&administrator, NewUserForm { email, name, until, note }).await)?;
    Ok(vec![Ruled { user: row.id.clone(), result: Ok(row) }])
}
