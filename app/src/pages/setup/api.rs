//! The server functions of the four steps.
#![allow(missing_docs, reason = "the macro makes a struct of the arguments")]

use crate::{AppError, view::Setup, wire::Spoken};
use esecure::id::AccountId;
use leptos::prelude::*;

/// The four steps of the chosen account, or of the person's first.
#[server(prefix = "/fn", endpoint = "setup", input = Spoken, output = Spoken)]
pub async fn get_setup(account: Option<AccountId>) -> Result<Setup, AppError> {
    use crate::{backend::backend, pages::frame::seat, session::Answer};
    let (seat, backend, answer) = (seat(account.as_ref())?, backend()?, Answer::here());
    answer.give(backend.setup(&seat).await)
}

/// E-mail consent ID: an unticked box sends nothing, and means off.
#[server(prefix = "/fn", endpoint = "share_contact", input = Spoken, output = Spoken)]
pub async fn share_contact(#[server(default)] on: bool) -> Result<bool, AppError> {
    use crate::{
        backend::backend,
        session::{Answer, signed_in},
    };
    let (who, backend, answer) = (signed_in()?, backend()?, Answer::here());
    answer.give(backend.share_contact(&who.person, on).await)?;
    Ok(on)
}
