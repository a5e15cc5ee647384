//! Server functions of *Expected shippers*.

#[cfg(feature = "ssr")]
use super::dto::AnnouncementForm;
use super::dto::ExpectedShippers;
use crate::{AppError, client::PageClient, wire::PostcardPost};
#[cfg(feature = "ssr")]
use crate::{backend::backend, layout::seat, session::StatusResponder};
use esecure::id::{AccountId, AnnouncementId};
use leptos::prelude::*;

/// lists the announcements.
#[server(prefix = "/fn", endpoint = "expected", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn get_expected(account: Option<AccountId>) -> Result<ExpectedShippers, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.expected_shippers(&administrator).await)
}

/// announces an address or a domain.
#[server(prefix = "/fn", endpoint = "announce-shipper", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn announce_shipper(
    account: Option<AccountId>,
    who: String,
    reference: String,
    until: String,
) -> Result<(), AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.announce(&administrator, AnnouncementForm { who, reference, last_day: until }).await)
}

/// moves the last day of an announcement.
#[server(prefix = "/fn", endpoint = "move-announcement", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn move_announcement(account: Option<AccountId>, id: AnnouncementId, until: String) -> Result<(), AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.move_announcement(&administrator, id, until).await)
}

/// withdraws an announcement.
#[server(prefix = "/fn", endpoint = "withdraw-announcement", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn withdraw_announcement(account: Option<AccountId>, id: AnnouncementId) -> Result<(), AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.withdraw_announcement(&administrator, id).await)
}
