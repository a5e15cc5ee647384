//! Loads further parts of the list and appends them, so that no row moves.

use super::{
    api::get_queue,
    dto::{LISTED_LIMIT, Queue},
    initial::Tally,
    list::link_id,
    state::QueueState,
};
use crate::ui::{locale, number, optional_attr, view_fn};
use i18n::queue as t;
use leptos::{prelude::*, task::spawn_local};

/// Number of rows below which the next part is loaded automatically.
const FEW: usize = 20;

/// Loads the next part if fewer than [`FEW`] rows are left in the list.
pub(super) fn go_on(state: QueueState) {
    if state.in_sight_untracked().len() < FEW {
        load(state, false);
    }
}

/// Fetches the next part; with `to_it` the focus moves to its first row.
#[inline(never)]
fn load(state: QueueState, to_it: bool) {
    let Tally { account, search, order, next, turn, .. } = state.tally.get_untracked();
    if next.is_none() || state.loading.get_untracked() {
        return;
    }
    state.loading.set(true);
    spawn_local(async move {
        let answer = get_queue(account, search, order, next).await;
        // The page may have been left meanwhile, or its list may have begun again.
        let Some(now) = state.tally.try_with_untracked(|tally| tally.turn) else { return };
        state.loading.set(false);
        match answer {
            _ if now != turn => {}
            Ok(part) => append(state, part, to_it),
            Err(error) => state.refresh_error.set(Some(error)),
        }
    });
}

fn append(state: QueueState, part: Queue, to_it: bool) {
    let Queue { rows: part, next, .. } = part;
    let empty = state.in_sight_untracked().is_empty();
    state.refresh_error.set(None);
    let mut first = None;
    state.rows.update(|rows| {
        for row in part {
            if rows.iter().all(|listed| listed.id != row.id) {
                first.get_or_insert_with(|| link_id(&row.id));
                rows.push(row);
            }
        }
    });
    state.tally.update(|tally| tally.next = next);
    if to_it || empty {
        state.focus.set(first);
    }
    if empty && state.id.read_untracked().is_none() {
        state.shown.refetch();
    }
}

/// Renders *100 of 10,000 shown* and the button for the next part, while there is more.
#[component]
pub(super) fn More(state: QueueState) -> impl IntoView {
    let locale = locale();
    let more = move || state.tally.read().next.is_some();
    let said = move || {
        if !more() {
            return String::new();
        }
        let listed = state.in_sight().len();
        let found = (state.counts().1 as usize).max(listed);
        let shown = t::Shown { all: number(found, locale), shown: number(listed, locale) }.text(locale);
        if listed < LISTED_LIMIT { shown } else { format!("{shown}. {}", t::shown_limit(locale)) }
    };
    let none = move || (!more()).then_some("");
    let full = move || (state.in_sight().len() >= LISTED_LIMIT).then_some("");
    view! {
        <div class="more" hidden=optional_attr(none)>
            <span id="queue-shown">{view_fn(said)}</span>
            <button class="btn small scripted" type="button" aria-describedby="queue-shown" on:click=move |_| load(state, true)
                hidden=optional_attr(full) aria-busy=optional_attr(move || state.loading.get().then_some("true"))>
                {t::show_more(locale)}
            </button>
        </div>
    }
}
