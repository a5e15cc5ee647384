//! What the queue asks of the server.

use crate::{
    AppError,
    view::{Choice, Queue, QueueNews, RequestView, Undone},
    wire::Spoken,
};
#[cfg(feature = "ssr")]
use crate::{backend::backend, pages::frame::seats, session::Answer, view::DecideForm};
use esecure::id::{AccountId, RequestId};
use leptos::prelude::*;

/// what waits on the chosen account, or on all of the person's.
#[server(prefix = "/fn", endpoint = "queue", input = Spoken, output = Spoken)]
pub async fn get_queue(
    /// The chosen account.
    account: Option<AccountId>,
) -> Result<Queue, AppError> {
    let (backend, answer) = (backend()?, Answer::here());
    let seats = seats(account.as_ref())?;
    answer.give(backend.queue(&seats).await)
}

/// What has become of the queue since this page was shown the requests that it knows.
#[server(prefix = "/fn", endpoint = "queue-news", input = Spoken, output = Spoken)]
pub async fn get_queue_news(
    /// The chosen account.
    account: Option<AccountId>,
    /// The requests that stand on the page.
    known: Vec<RequestId>,
) -> Result<QueueNews, AppError> {
    let (backend, answer) = (backend()?, Answer::here());
    let seats = seats(account.as_ref())?;
    answer.give(backend.queue_news(&seats, known).await)
}

/// One request, of whichever account of theirs. An identifier that cannot be one is not found.
#[server(prefix = "/fn", endpoint = "request", input = Spoken, output = Spoken)]
pub async fn get_request(
    /// As the address has it.
    id: String,
) -> Result<RequestView, AppError> {
    let (backend, answer) = (backend()?, Answer::here());
    let seats = seats(None)?;
    let Some(id) = RequestId::parse(&id) else {
        return answer.give(Err(AppError::NotFound));
    };
    answer.give(backend.request(&seats, id).await)
}

/// decides one request. The first one wins; whoever is later hears who that was.
#[server(prefix = "/fn", endpoint = "decide-request", input = Spoken, output = Spoken)]
pub async fn decide_request(
    /// Which request.
    id: RequestId,
    /// The button that was pressed.
    choice: Choice,
    /// On reject: the code of the reason, empty for nothing but the outcome.
    #[server(default)]
    reason: String,
    /// The reason in own words, where its code is `other`.
    #[server(default)]
    words: String,
) -> Result<RequestView, AppError> {
    let (backend, answer) = (backend()?, Answer::here());
    let seats = seats(None)?;
    let form = DecideForm { choice, reason, words };
    answer.give(backend.decide(&seats, id, form).await)
}

/// undoes one's own decision of the last ten seconds. The mail about it has not left.
#[server(prefix = "/fn", endpoint = "undo-decision", input = Spoken, output = Spoken)]
pub async fn undo_decision(
    /// Which request.
    id: RequestId,
) -> Result<Undone, AppError> {
    let (backend, answer) = (backend()?, Answer::here());
    let seats = seats(None)?;
    answer.give(backend.undo(&seats, id).await)
}
