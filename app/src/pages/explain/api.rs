//! Server function of *Why?*

use super::dto::ExplainView;
use crate::{AppError, client::PageClient, wire::PostcardPost};
#[cfg(feature = "ssr")]
use crate::{backend::backend, layout::seat, session::StatusResponder};
use esecure::id::AccountId;
use leptos::prelude::*;

/// returns the verdict on an address, and the rules behind it. An invalid address is part of the answer, because it
/// belongs to the field.
#[server(prefix = "/fn", endpoint = "explain", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn explain(
    account: Option<AccountId>,
    /// Address as typed; `None` before the first question.
    email: Option<String>,
) -> Result<ExplainView, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    let Some(email) = email else { return Ok(ExplainView::default()) };
    match backend.explain(&administrator, email.clone()).await {
        explained @ (Ok(_) | Err(AppError::Invalid(_))) => Ok(ExplainView { email, explained: Some(explained) }),
        Err(error) => answer.finish(Err(error)),
    }
}
