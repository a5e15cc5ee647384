//! Loads further parts of the list and appends them, so that no row moves.

use super::{begin::Tally, desk::Desk, get_queue, list::link_id};
use crate::{
    locales::queue as t,
    ui::{flag, locale, number, piece},
    view::{LISTED_LIMIT, QUEUE_PAGE, Queue},
};
use esecure::id::RequestId;
use leptos::{prelude::*, task::spawn_local};

/// Number of rows below which the next part is loaded without a press.
const FEW: usize = 20;

/// Loads the next part whenever few rows are left to decide.
pub(super) fn go_on(desk: Desk) {
    Effect::new(move |_| {
        if desk.tally.read().next.is_some() && desk.in_sight().len() < FEW {
            load(desk, false);
        }
    });
}

/// Requests the next part; with `to_it` the focus moves to its first row.
fn load(desk: Desk, to_it: bool) {
    let Tally { account, search, next, .. } = desk.tally.get_untracked();
    if next.is_none() || desk.loading.get_untracked() {
        return;
    }
    let turn = desk.turn.get_untracked();
    desk.loading.set(true);
    spawn_local(async move {
        let answer = get_queue(account, search, next).await;
        // The page may have been left meanwhile, or its list have begun anew.
        let Some(now) = desk.turn.try_get_untracked() else { return };
        desk.loading.set(false);
        match answer {
            _ if now != turn => {}
            Ok(part) => append(desk, part, to_it),
            Err(error) => desk.lost.set(Some(error)),
        }
    });
}

fn append(desk: Desk, part: Queue, to_it: bool) {
    let Queue { rows: part, next, .. } = part;
    let empty = desk.in_sight_now().is_empty();
    desk.lost.set(None);
    forget_decided(desk);
    let mut first = None;
    desk.rows.update(|rows| {
        for row in part {
            if rows.iter().all(|listed| listed.id != row.id) {
                first.get_or_insert_with(|| link_id(&row.id));
                rows.push(row);
            }
        }
    });
    desk.tally.update(|tally| tally.next = next);
    if to_it || empty {
        desk.focus.set(first);
    }
    if empty && desk.id.read_untracked().is_none() {
        desk.shown.refetch();
    }
}

/// Drops the rows that were decided here and can no longer be undone; they are hidden already.
fn forget_decided(desk: Desk) {
    let undoable = desk.undoable.get_untracked();
    let decided: Vec<RequestId> = desk.gone.get_untracked().into_iter().filter(|id| !undoable.contains(id)).collect();
    if decided.is_empty() {
        return;
    }
    desk.tally.update(|tally| {
        let since = decided.iter().filter(|id| !tally.ended.contains(id)).count() as u64;
        tally.open = tally.open.saturating_sub(since);
        tally.found = tally.found.saturating_sub(since);
        tally.ended.retain(|id| !decided.contains(id));
    });
    desk.rows.update(|rows| rows.retain(|row| !decided.contains(&row.id)));
    desk.gone.set(undoable);
}

/// *100 of 10,000 shown*, and the button that loads on, while there is more.
#[component]
pub(super) fn More(desk: Desk) -> impl IntoView {
    let locale = locale();
    let more = move || desk.tally.read().next.is_some();
    let listed = move || desk.in_sight().len();
    let found = move || (desk.counts().1 as usize).max(listed());
    let full = move || listed() >= LISTED_LIMIT;
    let said = move || {
        if !more() {
            return String::new();
        }
        let shown = t::shown(locale, number(found(), locale), number(listed(), locale));
        if full() { format!("{shown}. {}", t::shown_limit(locale)) } else { shown }
    };
    let load_on = move || t::show_more(locale, (found() - listed()).clamp(1, QUEUE_PAGE));
    view! {
        <div class="more" hidden=flag(move || (!more()).then_some(""))>
            <span id="queue-shown">{piece(said)}</span>
            <button class="btn small scripted" type="button" aria-describedby="queue-shown" on:click=move |_| load(desk, true)
                hidden=flag(move || full().then_some("")) aria-busy=flag(move || desk.loading.get().then_some("true"))>
                {piece(load_on)}
            </button>
        </div>
    }
}
