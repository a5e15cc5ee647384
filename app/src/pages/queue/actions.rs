//! Submits decisions and applies the answers. One action serves every button of the page.

use super::{
    api::DecideRequest,
    dto::{BulkOutcome, QueueAction, ResolvedRequest},
    list::link_id,
    load,
    page::is_wide,
    state::QueueState,
    undo,
};
use crate::{AppError, layout::counts, ui::FormValues};
use esecure::{id::RequestId, request::ReasonCode};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// Name of the hidden field with the request, for a submit without script.
pub(super) const ID: &str = "ids[0]";

/// Returns a function that reads the arguments of a decision about `ids` from a form.
pub(super) fn read(
    ids: impl Fn() -> Vec<RequestId> + 'static,
) -> impl Fn(&FormValues) -> Option<DecideRequest> + 'static {
    move |typed: &FormValues| read_about(ids(), typed)
}

fn read_about(ids: Vec<RequestId>, typed: &FormValues) -> Option<DecideRequest> {
    let reason = typed.text("reason");
    Some(DecideRequest {
        ids,
        choice: QueueAction::from_code(&typed.text("choice"))?,
        reason: if reason.is_empty() { None } else { Some(ReasonCode::from_code(&reason)?) },
        words: typed.text("words"),
        until: typed.text("until"),
        note: typed.text("note"),
    })
}

/// Blocks a second submit while one is pending, because it would only come too late.
pub(super) fn once(state: QueueState) -> impl Fn(SubmitEvent) + Copy + 'static {
    move |event| {
        if state.decide.pending().get_untracked() {
            event.prevent_default();
            event.stop_propagation();
        }
    }
}

/// Submits a command without a form.
pub(super) fn send(state: QueueState, ids: Vec<RequestId>, choice: QueueAction) {
    if !state.decide.pending().get_untracked() {
        state.decide.dispatch(DecideRequest { ids, choice, ..DecideRequest::default() });
    }
}

/// Returns true while this command about the request is pending.
pub(super) fn pressed(state: QueueState, id: &RequestId, choice: Option<QueueAction>) -> bool {
    let asked = |it: &DecideRequest| choice.is_none_or(|choice| it.choice == choice) && it.ids.contains(id);
    state.decide.pending().get() && state.decide.input().read().as_ref().is_some_and(asked)
}

/// Applies every answer of the server to the page.
pub(super) fn answer(state: QueueState) {
    let (counts, navigate) = (counts(), use_navigate());
    // A refusal concerns one request, so showing another request clears it.
    Effect::new(move |before: Option<()>| {
        state.id.track();
        if before.is_some() {
            state.decide.clear();
        }
    });
    let go = move |next: Option<&RequestId>| {
        state.focus.set(Some(next.map_or_else(|| "queue-empty".to_owned(), link_id)));
        // On phones the list comes next, on wide pages the next request.
        let to = state.address_of(next.filter(|_| is_wide()));
        navigate(&to, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    };
    Effect::new(move |_| {
        if let Some(request) = state.decide.input().get() {
            state.sent.set_value(Some(request));
        }
    });
    // For several requests each has its own result; for a single one a conflict becomes a result too, because being
    // second is no error.
    let told = move |answer| match (answer, state.sent.get_value()) {
        (Err(AppError::Conflict(what)), Some(DecideRequest { choice: press, ids, .. })) => {
            let others = match <[RequestId; 1]>::try_from(ids) {
                Ok([id]) if press != QueueAction::Undo => vec![ResolvedRequest { id, what: what.clone() }],
                _ => Vec::new(),
            };
            Ok(BulkOutcome { press, done: Vec::new(), others, said: what })
        }
        (answer, _) => answer,
    };
    Effect::new(move |_| match state.decide.value().get().map(told) {
        Some(Ok(outcome)) => {
            apply(state, outcome, &go);
            counts.refresh();
            state.decide.clear();
            load::go_on(state);
        }
        Some(Err(error)) => refuse(state, error),
        None => {}
    });
}

/// Applies the result of a command; `go` shows the next request.
fn apply(state: QueueState, outcome: BulkOutcome, go: &impl Fn(Option<&RequestId>)) {
    let BulkOutcome { press, done, others, said } = outcome;
    state.announcement.set(said);
    state.bulk_dialog_open.set(false);
    state.ticked.set(Vec::new());
    for other in &others {
        state.decided_elsewhere.update(|taken| {
            taken.retain(|(taken, _)| *taken != other.id);
            taken.push((other.id.clone(), other.what.clone()));
        });
    }
    if press == QueueAction::Undo {
        state.undoable.set(Vec::new());
        state.decided_here.update(|gone| gone.retain(|id| !done.contains(id)));
        if let Some(first) = done.first() {
            state.shown.refetch();
            go(Some(first));
        }
    } else if done.is_empty() {
        state.focus.set(Some("decided".to_owned()));
        state.shown.refetch();
    } else {
        let next = state.next_after(&done);
        state.decided_here.update(|gone| gone.extend(done.iter().cloned()));
        undo::offer(state, if press == QueueAction::Everyone { Vec::new() } else { done });
        if next.is_none() {
            // The URL may stay the same although nothing is left to show.
            state.shown.refetch();
        }
        go(next.as_ref());
    }
}

/// Moves the focus to the refused field, and shows the error where the reader is.
fn refuse(state: QueueState, error: AppError) {
    let field = ["until", "note"].into_iter().find(|field| error.of(field).is_some());
    state.focus.set(field.map(str::to_owned));
    if !is_wide() && state.id.read_untracked().is_none() && !state.bulk_dialog_open.get_untracked() {
        // The request's side is hidden, so the list shows the error.
        state.refresh_error.set(Some(error));
    }
}

/// Submits the last command again.
pub(super) fn retry(state: QueueState) {
    if let Some(request) = state.sent.get_value().filter(|_| !state.decide.pending().get_untracked()) {
        state.decide.dispatch(request);
    }
}

/// Returns the error to show with the request; a conflict is a result and no error.
pub(super) fn refused(state: QueueState) -> Option<AppError> {
    let error = state.decide.value().get().and_then(Result::err);
    error.filter(|error| !matches!(error, AppError::Conflict(_)))
}
