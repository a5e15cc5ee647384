//! State of a new page, with the resources that fetch the list and the shown request.

use super::{
    api::{get_queue, get_request},
    dto::{Queue, QueueAction, QueueOrder, QueueRow},
    initial::{InitialQueue, Tally},
    request_dto::RequestView,
    search::{order_query, search_query},
    state::{NewsFetch, QueueState},
};
use crate::{AppError, layout::selected_account, wire::Resource};
use leptos::{html, prelude::*};
use leptos_router::hooks::use_params_map;

/// Creates the state of a new page.
pub(super) fn queue_state() -> QueueState {
    let (chosen, asked, order) = (selected_account(), search_query(), order_query());
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id"));
    let (rows, decided_here) = (RwSignal::new(Vec::<QueueRow>::new()), RwSignal::new(Vec::new()));
    let initial = InitialQueue { chosen, tally: RwSignal::new(Tally::default()), decided_here, rows };
    let queue = list(initial, asked, order);
    QueueState {
        queue,
        asked,
        order,
        ticked: RwSignal::new(Vec::new()),
        bulk_rows: RwSignal::new(Vec::new()),
        bulk_action: RwSignal::new(QueueAction::Approve),
        bulk_dialog_open: RwSignal::new(false),
        keys: RwSignal::new(false),
        chosen,
        initial,
        tally: initial.tally,
        loading: RwSignal::new(false),
        rows,
        asking: StoredValue::new(NewsFetch::Idle),
        refresh_error: RwSignal::new(None),
        id,
        shown: shown_request(initial, queue, id),
        decide: ServerAction::new(),
        sent: StoredValue::new(None),
        reasons: NodeRef::<html::Details>::new(),
        last: StoredValue::new(None),
        undoable: RwSignal::new(Vec::new()),
        decided_here,
        decided_elsewhere: RwSignal::new(Vec::new()),
        announcement: RwSignal::new(String::new()),
        focus: RwSignal::new(None),
    }
}

/// Fetches the first part of the list for the account, search and order in the URL.
fn list(
    initial: InitialQueue,
    asked: Memo<Option<String>>,
    order: Memo<QueueOrder>,
) -> Resource<Result<Queue, AppError>> {
    let fetch = move |(account, search, order): (_, Option<String>, _)| async move {
        let queue = get_queue(account, search.unwrap_or_default(), order, None).await;
        // Parts render concurrently on the server, and reading a signal during a write panics. So the resource's
        // fetcher fills the signals before any part renders.
        if cfg!(feature = "ssr")
            && let Ok(queue) = &queue
        {
            initial.with(queue);
        }
        queue
    };
    Resource::new_with_options(move || (initial.chosen.get(), asked.get(), order.get()), fetch, false)
}

/// Fetches the request in the URL; without one the first visible one, which a new list chooses again.
fn shown_request(
    initial: InitialQueue,
    queue: Resource<Result<Queue, AppError>>,
    id: Memo<Option<String>>,
) -> Resource<Option<Result<RequestView, AppError>>> {
    let InitialQueue { tally, rows, decided_here, .. } = initial;
    let source = move || {
        let id = id.get();
        // On the server the list begins only once, possibly at this moment.
        let turn = if cfg!(feature = "ssr") || id.is_some() { 1 } else { tally.read().turn.max(1) };
        (id, turn)
    };
    let fetch = move |(id, _)| async move {
        let id = match id {
            Some(id) => id,
            None => {
                let began = queue.await.ok()?.rows;
                let (rows, decided_here) = (rows.read_untracked(), decided_here.read_untracked());
                // Once the page has begun, its rows: the first answer may hold requests that are decided by now.
                let listed = if tally.read_untracked().turn == 0 { &began } else { &*rows };
                let first = listed.iter().find(|row| !decided_here.contains(&row.id));
                first?.id.to_string()
            }
        };
        Some(get_request(id).await)
    };
    Resource::new_with_options(source, fetch, false)
}
