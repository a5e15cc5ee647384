//! Undo of decisions within ten seconds. The notice says that the verdict already counts and when the mail is
//! sent, and stays while pointer or focus are on it. The server enforces the time limit.

use super::{actions, dto::QueueAction, state::QueueState};
use crate::ui::{Glyph, Icon, Key, KeyHint, locale, optional_attr, view_fn};
use esecure::{Locale, id::RequestId, request::UNDO_SECONDS};
use i18n::queue as t;
use leptos::prelude::*;
use std::time::Duration;

/// Offers to undo these decisions, and starts the timer.
pub(super) fn offer(state: QueueState, ids: Vec<RequestId>) {
    state.undoable.set(ids.clone());
    withdraw_after(state, ids, Duration::from_secs(UNDO_SECONDS.unsigned_abs()));
}

/// Withdraws the offer after `time`, unless a newer offer has replaced it; waits while pointer or focus are on the
/// notice.
fn withdraw_after(state: QueueState, ids: Vec<RequestId>, time: Duration) {
    set_timeout(
        move || {
            let current = state.undoable.try_get_untracked().unwrap_or_default();
            if current != ids || ids.is_empty() {
            } else if matches!(document().query_selector(".toast:is(:hover, :focus-within)"), Ok(Some(_))) {
                withdraw_after(state, ids.clone(), Duration::from_secs(1));
            } else {
                state.undoable.set(Vec::new());
                // Without the notice the text would appear above the list, and the rows would move.
                state.announcement.set(String::new());
            }
        },
        time,
    );
}

/// Undoes the decisions that are on offer. Returns false if there are none.
pub(super) fn undo(state: QueueState) -> bool {
    let ids = state.undoable.get_untracked();
    let some = !ids.is_empty();
    if some {
        actions::send(state, ids, QueueAction::Undo);
    }
    some
}

/// Renders the result of the last command for screen readers, and for all while there is nothing to undo.
#[component]
pub(super) fn Said(state: QueueState) -> impl IntoView {
    let locale = locale();
    view_fn(move || {
        let text = outcome(state, locale);
        let class = (!state.undoable.read().is_empty()).then_some("sr");
        (!text.is_empty()).then(|| view! { <p class=class>{text}</p> }.into_any())
    })
}

/// Renders the notice with the undo button, while undo is on offer.
#[component]
pub(super) fn Toast(state: QueueState) -> impl IntoView {
    let locale = locale();
    view_fn(move || {
        (!state.undoable.read().is_empty()).then(|| {
            view! {
                <div class="toasts"><div class="toast">
                    // The live region holds the same text.
                    <div aria-hidden="true">{outcome(state, locale)}</div>
                    <button class="btn small" type="button" on:click=move |_| { undo(state); }
                        aria-busy=optional_attr(move || state.decide.pending().get().then_some("true"))>
                        <Icon of=Glyph::Undo/>{t::undo(locale)}<KeyHint of=Key::Undo/>
                    </button>
                    <i class="left"></i>
                </div></div>
            }
            .into_any()
        })
    })
}

/// Returns the result of the last command, and when its mail leaves.
fn outcome(state: QueueState, locale: Locale) -> String {
    let mut said = state.announcement.get();
    let n = state.undoable.read().len() as u64;
    if n > 0 && !said.is_empty() {
        said.push(' ');
        said.push_str(&t::mail_waits(locale, n));
    }
    said
}
