//! The server functions of the switch.
#![allow(missing_docs, reason = "the macro makes a struct of the arguments")]

use crate::{
    AppError,
    view::{Enforcement, OpenRequests},
    wire::Spoken,
};
use esecure::id::AccountId;
use leptos::prelude::*;

/// How the switch of the chosen account stands, or of the person's first.
#[server(prefix = "/fn", endpoint = "enforcement", input = Spoken, output = Spoken)]
pub async fn get_enforcement(account: Option<AccountId>) -> Result<Enforcement, AppError> {
    use crate::{backend::backend, pages::frame::seat, session::Answer};
    let (seat, backend, answer) = (seat(account.as_ref())?, backend()?, Answer::here());
    answer.give(backend.enforcement(&seat).await)
}

/// Switches, with the password again.
#[server(prefix = "/fn", endpoint = "switch", input = Spoken, output = Spoken)]
pub async fn switch_enforcement(
    account: AccountId,
    on: bool,
    #[server(default)] password: String,
    #[server(default)] open: OpenRequests,
) -> Result<Enforcement, AppError> {
    use crate::{
        backend::backend,
        session::{Answer, administrator},
        view::SwitchForm,
    };
    let (seat, backend, answer) = (administrator(&account)?, backend()?, Answer::here());
    let form = SwitchForm { on, password, open };
    answer.give(backend.switch(&seat, form).await)
}
