//! What the queue asks of the server.

use crate::{
    AppError,
    client::PageClient,
    view::{Press, Queue, QueueNews, RequestView, Told},
    wire::Spoken,
};
#[cfg(feature = "ssr")]
use crate::{
    backend::backend,
    pages::frame::seats,
    session::Answer,
    view::{Choice, DecideForm, Listed},
};
use esecure::id::{AccountId, RequestId};
use leptos::prelude::*;

/// a part of what waits on the chosen account, or on all of the person's.
#[server(prefix = "/fn", endpoint = "queue", input = Spoken, output = Spoken, client = PageClient)]
pub async fn get_queue(
    account: Option<AccountId>,
    /// Part of a name, an address or an application; empty for all.
    #[server(default)]
    search: String,
    /// The last request of the part before; nothing for the first part.
    #[server(default)]
    after: Option<RequestId>,
) -> Result<Queue, AppError> {
    let (backend, answer) = (backend()?, Answer::here());
    let seats = seats(account.as_ref())?;
    answer.give(backend.queue(&seats, search, after).await)
}

/// What has become of the queue since this page was shown a part of it.
#[server(prefix = "/fn", endpoint = "queue-news", input = Spoken, output = Spoken, client = PageClient)]
pub async fn get_queue_news(
    account: Option<AccountId>,
    /// The requests that the page shows.
    known: Vec<RequestId>,
    /// Its search, empty for none.
    #[server(default)]
    search: String,
    /// The last request of the parts loaded so far; nothing where all is loaded.
    #[server(default)]
    until: Option<RequestId>,
) -> Result<QueueNews, AppError> {
    let (backend, answer) = (backend()?, Answer::here());
    let seats = seats(account.as_ref())?;
    answer.give(backend.queue_news(&seats, Listed { known, search, until }).await)
}

/// One request, of whichever account of theirs. An identifier that cannot be one is not found.
#[server(prefix = "/fn", endpoint = "request", input = Spoken, output = Spoken, client = PageClient)]
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

/// What the buttons of the queue do: to one request, or to several.
#[server(prefix = "/fn", endpoint = "decide-request", input = Spoken, output = Spoken, client = PageClient)]
pub async fn decide_request(
    /// Which request; several with a blank between.
    id: String,
    /// The button that was pressed.
    choice: Press,
    /// On reject: the code of the reason, empty for nothing but the outcome.
    #[server(default)]
    reason: String,
    /// The reason in own words, where its code is `other`.
    #[server(default)]
    words: String,
    /// On approve: the last day on which it holds, empty for good.
    #[server(default)]
    until: String,
    /// On approve: the administrators' own note.
    #[server(default)]
    note: String,
) -> Result<Told, AppError> {
    let (backend, answer) = (backend()?, Answer::here());
    let seats = seats(None)?;
    let ids: Vec<_> = id.split(' ').filter_map(RequestId::parse).collect();
    let Some(first) = ids.first().cloned() else {
        return answer.give(Err(AppError::NotFound));
    };
    let form = DecideForm { reason, words, until, note, ..DecideForm::bare(Choice::Approve) };
    answer.give(match choice {
        Press::Approve => backend.decide(&seats, ids, form).await,
        Press::Reject => backend.decide(&seats, ids, DecideForm { choice: Choice::Reject, ..form }).await,
        Press::Undo => backend.undo(&seats, ids).await,
        Press::Everyone => backend.approve_everyone(&seats, first).await,
    })
}

/// what approving everyone at the domain of a request's address comes to, a paragraph a sentence.
#[server(prefix = "/fn", endpoint = "preview-everyone", input = Spoken, output = Spoken, client = PageClient)]
pub async fn preview_everyone(id: RequestId) -> Result<String, AppError> {
    let (backend, answer) = (backend()?, Answer::here());
    let seats = seats(None)?;
    answer.give(backend.preview_everyone(&seats, id).await)
}
