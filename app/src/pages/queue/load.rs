//! Loads further parts of the list and appends them, so that no row moves.

use super::{
    api::get_queue,
    dto::{LISTED_LIMIT, Queue},
    initial::Tally,
    list::link_id,
    state::Desk,
};
use crate::ui::{flag, locale, number, piece};
use i18n::queue as t;
use leptos::{prelude::*, task::spawn_local};

/// Number of rows below which the next part is loaded automatically.
const FEW: usize = 20;

/// Loads the next part if fewer than [`FEW`] rows are left in the list.
pub(super) fn go_on(desk: Desk) {
    if desk.in_sight_now().len() < FEW {
        load(desk, false);
    }
}

/// Fetches the next part; with `to_it` the focus moves to its first row.
#[inline(never)]
fn load(desk: Desk, to_it: bool) {
    let Tally { account, search, next, turn, .. } = desk.tally.get_untracked();
    if next.is_none() || desk.loading.get_untracked() {
        return;
    }
    desk.loading.set(true);
    spawn_local(async move {
        let answer = get_queue(account, search, next).await;
        // The page may have been left meanwhile, or its list may have begun again.
        let Some(now) = desk.tally.try_with_untracked(|tally| tally.turn) else { return };
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

/// Renders *100 of 10,000 shown* and the button for the next part, while there is more.
#[component]
pub(super) fn More(desk: Desk) -> impl IntoView {
    let locale = locale();
    let more = move || desk.tally.read().next.is_some();
    let said = move || {
        if !more() {
            return String::new();
        }
        let listed = desk.in_sight().len();
        let found = (desk.counts().1 as usize).max(listed);
        let shown = t::Shown { all: number(found, locale), shown: number(listed, locale) }.text(locale);
        if listed < LISTED_LIMIT { shown } else { format!("{shown}. {}", t::shown_limit(locale)) }
    };
    let none = move || (!more()).then_some("");
    let full = move || (desk.in_sight().len() >= LISTED_LIMIT).then_some("");
    view! {
        <div class="more" hidden=flag(none)>
            <span id="queue-shown">{piece(said)}</span>
            <button class="btn small scripted" type="button" aria-describedby="queue-shown" on:click=move |_| load(desk, true)
                hidden=flag(full) aria-busy=flag(move || desk.loading.get().then_some("true"))>
                {t::show_more(locale)}
            </button>
        </div>
    }
}
