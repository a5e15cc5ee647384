//! Server functions of the enforcement page.

#[cfg(feature = "ssr")]
use super::dto::SwitchForm;
use super::dto::{EnforcementPage, OpenRequests, ScheduleForm, ZonedDisplayTime};
use crate::{AppError, client::PageClient, wire::PostcardPost};
#[cfg(feature = "ssr")]
use crate::{backend::backend, layout::seat, session::StatusResponder};
use esecure::id::{AccountId, UserId};
use leptos::prelude::*;

/// returns the state of the switch and the rehearsal, with one page of the blocked addresses or the first
/// few.
#[server(prefix = "/fn", endpoint = "enforcement", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn get_enforcement(account: Option<AccountId>, page: Option<u64>) -> Result<EnforcementPage, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    let now = answer.finish(backend.enforcement(&administrator).await)?;
    let rehearsal = answer.finish(backend.rehearsal(&administrator, page).await)?;
    Ok(EnforcementPage { now, rehearsal })
}

/// validates the input of the schedule form, and returns its moment, or `None` for now. Changes nothing.
#[server(prefix = "/fn", endpoint = "check-schedule", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn check_schedule(
    account: Option<AccountId>,
    form: ScheduleForm,
) -> Result<Option<ZonedDisplayTime>, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.check_schedule(&administrator, form).await)
}

/// switches enforcement on now or at a time, after checking the password again.
#[server(prefix = "/fn", endpoint = "schedule-switch", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn schedule_switch(account: Option<AccountId>, form: ScheduleForm, password: String) -> Result<(), AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.schedule_switch(&administrator, form, password).await)
}

/// cancels the schedule, after checking the password again.
#[server(prefix = "/fn", endpoint = "cancel-schedule", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn cancel_schedule(account: Option<AccountId>, password: String) -> Result<(), AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.cancel_schedule(&administrator, password).await)
}

/// switches enforcement on or off, after checking the password again.
#[server(prefix = "/fn", endpoint = "switch-enforcement", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn switch_enforcement(
    account: Option<AccountId>,
    #[server(default)] on: bool,
    password: String,
    /// Handling of the open requests when switching off.
    #[server(default)]
    open: OpenRequests,
) -> Result<(), AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.switch(&administrator, SwitchForm { on, password, open }).await)
}

/// approves a blocked address.
#[server(prefix = "/fn", endpoint = "approve-blocked", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn approve_blocked(
    account: Option<AccountId>,
    user: UserId,
    /// Approves even an address that was rejected or may not ask.
    #[server(default)]
    anyway: bool,
) -> Result<(), AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.approve_blocked(&administrator, user, anyway).await)
}

/// approves the undecided addresses, up to a limit, and returns their number.
#[server(prefix = "/fn", endpoint = "approve-undecided", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn approve_undecided(account: Option<AccountId>) -> Result<u64, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.approve_undecided(&administrator).await)
}
