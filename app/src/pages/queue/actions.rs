//! Submits decisions and applies the answers. One action serves every button of the page.

use super::{
    api::DecideRequest,
    dto::{Press, Settled, Told},
    list::link_id,
    load,
    page::is_wide,
    state::Desk,
    undo,
};
use crate::{AppError, layout::counts, ui::Typed};
use esecure::id::RequestId;
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// Reads the arguments of a decision from a form.
pub(super) fn read(typed: &Typed) -> Option<DecideRequest> {
    Some(DecideRequest {
        choice: [Press::Approve, Press::Reject].into_iter().find(|it| code(*it) == typed.text("choice"))?,
        id: typed.text("id"),
        reason: typed.text("reason"),
        words: typed.text("words"),
        until: typed.text("until"),
        note: typed.text("note"),
    })
}

/// Returns the value of a command in forms.
pub(super) const fn code(press: Press) -> &'static str {
    match press {
        Press::Approve => "approve",
        Press::Reject => "reject",
        Press::Undo => "undo",
        Press::Everyone => "everyone",
    }
}

/// Blocks a second submit while one is pending, because it would only come too late.
pub(super) fn once(desk: Desk) -> impl Fn(SubmitEvent) + Copy + 'static {
    move |event| {
        if desk.decide.pending().get_untracked() {
            event.prevent_default();
            event.stop_propagation();
        }
    }
}

/// Submits a command without a form.
pub(super) fn send(desk: Desk, id: String, choice: Press) {
    if !desk.decide.pending().get_untracked() {
        let (reason, words, until, note) = Default::default();
        desk.decide.dispatch(DecideRequest { id, choice, reason, words, until, note });
    }
}

/// Joins identifiers with blanks, as in a form.
pub(super) fn joined<'a>(ids: impl Iterator<Item = &'a RequestId>) -> String {
    let mut text = String::new();
    for id in ids {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(id.as_str());
    }
    text
}

/// Returns true while this command about the request is pending.
pub(super) fn pressed(desk: Desk, id: &RequestId, choice: Option<Press>) -> bool {
    desk.decide.pending().get()
        && desk.decide.input().read().as_ref().is_some_and(|it| {
            choice.is_none_or(|choice| it.choice == choice) && it.id.split(' ').any(|asked| asked == id.as_str())
        })
}

/// Applies every answer of the server to the page.
pub(super) fn answer(desk: Desk) {
    let (counts, navigate) = (counts(), use_navigate());
    // A refusal concerns one request, so showing another request clears it.
    Effect::new(move |before: Option<()>| {
        desk.id.track();
        if before.is_some() {
            desk.decide.clear();
        }
    });
    let go = move |next: Option<&RequestId>| {
        desk.focus.set(Some(next.map_or_else(|| "queue-empty".to_owned(), link_id)));
        // On phones the list comes next, on wide pages the next request.
        let to = desk.address_of(next.filter(|_| is_wide()));
        navigate(&to, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    };
    let sent = StoredValue::new(None);
    Effect::new(move |_| {
        if let Some(DecideRequest { id, choice, .. }) = desk.decide.input().get() {
            sent.set_value(Some((choice, id)));
        }
    });
    // For several requests each has its own result; for a single one a conflict becomes a result too, because being
    // second is no error.
    let told = move |answer| match (answer, sent.get_value()) {
        (Err(AppError::Conflict(what)), Some((press, id))) => {
            let id = RequestId::parse(&id).filter(|_| press != Press::Undo);
            let others = id.map(|id| Settled { id, what: what.clone() }).into_iter().collect();
            Ok(Told { press, done: Vec::new(), others, said: what })
        }
        (answer, _) => answer,
    };
    Effect::new(move |_| match desk.decide.value().get().map(told) {
        Some(Ok(Told { press, done, others, said })) => {
            desk.said.set(said);
            desk.asks.set(false);
            desk.ticked.set(Vec::new());
            for other in &others {
                desk.taken.update(|taken| {
                    taken.retain(|(taken, _)| *taken != other.id);
                    taken.push((other.id.clone(), other.what.clone()));
                });
            }
            if press == Press::Undo {
                desk.undoable.set(Vec::new());
                desk.gone.update(|gone| gone.retain(|id| !done.contains(id)));
                if let Some(first) = done.first() {
                    desk.shown.refetch();
                    go(Some(first));
                }
            } else if done.is_empty() {
                desk.focus.set(Some("decided".to_owned()));
                desk.shown.refetch();
            } else {
                let next = desk.next_after(&done);
                desk.gone.update(|gone| gone.extend(done.iter().cloned()));
                undo::offer(desk, if press == Press::Everyone { Vec::new() } else { done });
                if next.is_none() {
                    // The URL may stay the same although nothing is left to show.
                    desk.shown.refetch();
                }
                go(next.as_ref());
            }
            counts.refresh();
            desk.decide.clear();
            load::go_on(desk);
        }
        Some(Err(error)) => {
            let field = ["until", "note"].into_iter().find(|field| error.of(field).is_some());
            desk.focus.set(field.map(str::to_owned));
            if !is_wide() && desk.id.read_untracked().is_none() && !desk.asks.get_untracked() {
                // The request's side is hidden, so the list shows the error.
                desk.lost.set(Some(error));
            }
        }
        None => {}
    });
}

/// Returns the error to show with the request; a conflict is a result and no error.
pub(super) fn refused(desk: Desk) -> Option<AppError> {
    let error = desk.decide.value().get().and_then(Result::err);
    error.filter(|error| !matches!(error, AppError::Conflict(_)))
}
