//! Server functions of the queue.

#[cfg(feature = "ssr")]
use super::dto::{DecisionInput, Listed};
use super::{
    dto::{BulkOutcome, Queue, QueueAction, QueueDelta, QueueOrder},
    request_dto::RequestView,
};
use crate::{AppError, client::PageClient, wire::PostcardPost};
#[cfg(feature = "ssr")]
use crate::{backend::backend, layout::seats, pages::users::dto::Choice, session::StatusResponder};
use esecure::{
    id::{AccountId, RequestId},
    request::ReasonCode,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// returns a part of the open requests of the chosen account, or of all the person's accounts.
#[server(prefix = "/fn", endpoint = "queue", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn get_queue(
    account: Option<AccountId>,
    /// Part of a name, an address or an application; empty for all.
    #[server(default)]
    search: String,
    /// Order of the list.
    #[server(default)]
    order: QueueOrder,
    /// Cursor: the last request of the previous part; `None` for the first part.
    #[server(default)]
    after: Option<RequestId>,
) -> Result<Queue, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let seats = seats(account.as_ref())?;
    answer.finish(backend.queue(&seats, search, order, after).await)
}

/// Returns the changes of the queue since this page loaded its parts.
#[server(prefix = "/fn", endpoint = "queue-news", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn get_queue_news(
    account: Option<AccountId>,
    /// Requests shown on the page.
    known: Vec<RequestId>,
    /// Search of the page, empty for none.
    #[server(default)]
    search: String,
    /// Order of the list.
    #[server(default)]
    order: QueueOrder,
    /// Cursor: the last request of the parts loaded so far; `None` if all are loaded.
    #[server(default)]
    until: Option<RequestId>,
) -> Result<QueueDelta, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let seats = seats(account.as_ref())?;
    answer.finish(backend.queue_news(&seats, Listed { known, search, order, until }).await)
}

/// Returns one request of any of the person's accounts. A malformed identifier gives [`AppError::NotFound`].
#[server(prefix = "/fn", endpoint = "request", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn get_request(
    /// Identifier as in the URL.
    id: String,
) -> Result<RequestView, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let seats = seats(None)?;
    let Some(id) = RequestId::parse(&id) else {
        return answer.finish(Err(AppError::NotFound));
    };
    answer.finish(backend.request(&seats, id).await)
}

/// Executes a button of the queue for one or several requests.
#[server(
    prefix = "/fn",
    endpoint = "decide-request",
    input = PostcardPost,
    input_derive = (Clone, Default, Serialize, Deserialize),
    output = PostcardPost,
    client = PageClient
)]
pub async fn decide_request(
    /// Requests to decide.
    ids: Vec<RequestId>,
    /// Command of the clicked button.
    choice: QueueAction,
    /// On reject: the reason, `None` to send only the outcome.
    #[server(default)]
    reason: Option<ReasonCode>,
    /// Free text of the reason, for [`ReasonCode::Other`].
    #[server(default)]
    words: String,
    /// On approve: the last day of the approval, empty for no end.
    #[server(default)]
    until: String,
    /// On approve: note for administrators only.
    #[server(default)]
    note: String,
) -> Result<BulkOutcome, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let seats = seats(None)?;
    let Some(first) = ids.first().cloned() else {
        return answer.finish(Err(AppError::NotFound));
    };
    let form = |choice| DecisionInput { choice, reason, words, until, note };
    answer.finish(match choice {
        QueueAction::Approve => backend.decide(&seats, ids, form(Choice::Approve)).await,
        QueueAction::Reject => backend.decide(&seats, ids, form(Choice::Reject)).await,
        QueueAction::Undo => backend.undo(&seats, ids).await,
        QueueAction::Everyone => backend.approve_everyone(&seats, first).await,
    })
}

/// previews approving everyone at the domain of a request's address, one sentence per paragraph.
#[server(prefix = "/fn", endpoint = "preview-everyone", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn preview_everyone(id: RequestId) -> Result<String, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let seats = seats(None)?;
    answer.finish(backend.preview_everyone(&seats, id).await)
}
