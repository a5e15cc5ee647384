//! Live updates of the queue. New requests wait behind a button; a request decided elsewhere stays in place, greyed,
//! with who and when, so that the list never jumps.

use super::{
    actions,
    api::get_queue_news,
    dto::{KNOWN_LIMIT, QueueDelta, QueueOrder, QueueRow},
    initial::Tally,
    list::link_id,
    page::is_wide,
    state::{NewsFetch, QueueState},
};
use crate::{
    AppError,
    layout::{ConnectionState, live},
    ui::{Glyph, Icon, locale, view_fn},
};
use esecure::id::RequestId;
use i18n::{common, queue as t};
use leptos::{prelude::*, task::spawn_local, wasm_bindgen::JsCast, web_sys::HtmlTextAreaElement};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// Keeps the list up to date while the page is open.
pub(super) fn follow(state: QueueState) {
    let known = move || Some(state.tally.read_untracked().version.clone());
    let live = live();
    live.on_update(known, move || ask(state));
    Effect::new(move |lost: Option<bool>| match live.connection.get() {
        ConnectionState::Disconnected(_) => true,
        ConnectionState::Connected => {
            if lost == Some(true) {
                forget_outage(state);
            }
            false
        }
        ConnectionState::Idle | ConnectionState::SignedOut(_) => lost.unwrap_or(false),
    });
}

/// Clears what was said about an unreachable server, and fetches what was missed.
fn forget_outage(state: QueueState) {
    let unreachable = |error: &AppError| matches!(error, AppError::Unavailable);
    if state.refresh_error.with_untracked(|error| error.as_ref().is_some_and(unreachable)) {
        state.refresh_error.set(None);
    }
    if state.decide.value().with_untracked(|answer| matches!(answer, Some(Err(AppError::Unavailable)))) {
        state.decide.clear();
    }
    // As plain signals: debug builds report a resource that is read outside of a view.
    if (*state.queue).with_untracked(|queue| matches!(queue, Some(Err(AppError::Unavailable)))) {
        state.queue.refetch();
    }
    if (*state.shown).with_untracked(|shown| matches!(shown, Some(Some(Err(AppError::Unavailable))))) {
        state.shown.refetch();
    }
}

/// Fetches news, one fetch at a time; a change during a fetch causes another one.
fn ask(state: QueueState) {
    if state.asking.get_value() != NewsFetch::Idle {
        state.asking.set_value(NewsFetch::Outdated);
        return;
    }
    state.asking.set_value(NewsFetch::Running);
    spawn_local(async move {
        let (known, gone) = (known(state), state.decided_here.get_untracked());
        let Tally { account, search, order, next, turn, .. } = state.tally.get_untracked();
        let answer = get_queue_news(account, known, search, order, next.clone()).await;
        // The page may have been left meanwhile.
        let Some(fetch) = state.asking.try_get_value() else { return };
        state.asking.set_value(NewsFetch::Idle);
        // The list may also have begun again for another account or search, or have loaded a part.
        let anew = state.tally.with_untracked(|tally| tally.turn != turn || tally.next != next);
        match answer {
            _ if anew => {}
            Ok(news) => {
                state.refresh_error.set(None);
                take(state, news, gone);
            }
            // The frame reports this for all pages.
            Err(AppError::SignedOut | AppError::OtherProfile(_)) => {}
            Err(AppError::Unavailable) => {}
            Err(error) => state.refresh_error.set(Some(error)),
        }
        if fetch == NewsFetch::Outdated || anew {
            ask(state);
        }
    });
}

/// Drops the requests that have left the list for good; undoable or just undone requests stay.
fn forget(state: QueueState, ended: &[RequestId]) {
    let (undoable, gone) = (state.undoable.get_untracked(), state.decided_here.get_untracked());
    let past = |id: &RequestId| ended.contains(id) && gone.contains(id) && !undoable.contains(id);
    if gone.iter().any(past) {
        state.rows.update(|rows| rows.retain(|row| !past(&row.id)));
        state.decided_here.update(|gone| gone.retain(|id| !past(id)));
    }
}

/// Lists the requests of the page, the shown one first, at most [`KNOWN_LIMIT`].
fn known(state: QueueState) -> Vec<RequestId> {
    let (rows, gone) = (state.rows.read_untracked(), state.decided_here.read_untracked());
    let shown = open_request(state).filter(|(_, open)| *open).map(|(id, _)| id);
    let listed = rows.iter().map(|row| &row.id).filter(|id| shown.as_ref() != Some(id)).cloned();
    shown.clone().into_iter().chain(listed).filter(|id| !gone.contains(id)).take(KNOWN_LIMIT).collect()
}

/// Returns the shown request, with true if shown as open.
fn open_request(state: QueueState) -> Option<(RequestId, bool)> {
    let request = state.shown_untracked()?;
    Some((request.id, request.state.is_open()))
}

/// Applies news; `ended` are the requests that had left the list when the news were fetched.
fn take(state: QueueState, news: QueueDelta, mut ended: Vec<RequestId>) {
    let QueueDelta { version, fresh, fresh_count, settled, open, found, oldest } = news;
    forget(state, &ended);
    ended.extend(settled.iter().map(|it| it.id.clone()));
    // The answer to a decision of this page reports its result.
    let gone = state.decided_here.get_untracked();
    let elsewhere = |id: &RequestId| !untrack(|| actions::pressed(state, id, None)) && !gone.contains(id);
    let taken: Vec<_> = settled.into_iter().filter(|it| elsewhere(&it.id)).collect();
    let here = open_request(state);
    if let Some(it) = here.filter(|(_, open)| *open).and_then(|(id, _)| taken.iter().find(|it| it.id == id))
        && !writing()
    {
        state.announcement.set(it.what.clone());
        if deciding_has_focus() {
            state.focus.set(Some("decided".to_owned()));
        }
        state.shown.refetch();
    }
    let taken: Vec<_> = taken.into_iter().map(|it| (it.id, it.what)).collect();
    // Requests undone or added here meanwhile are in the list already.
    let rows = state.rows.read_untracked();
    let listed = |row: &QueueRow| gone.contains(&row.id) || rows.iter().any(|it| it.id == row.id);
    let told = fresh.len();
    let fresh: Vec<_> = fresh.into_iter().filter(|row| !listed(row)).collect();
    drop(rows);
    let fresh_count = fresh_count.saturating_sub((told - fresh.len()) as u64);
    state.tally.update(|tally| {
        *tally = Tally { version, oldest, open, found, fresh, fresh_count, ended, ..std::mem::take(tally) };
    });
    if *state.decided_elsewhere.read_untracked() != taken {
        state.decided_elsewhere.set(taken);
    }
}

/// Returns true while a reason is being written: the buttons then stay, and a late submit reports who was first.
fn writing() -> bool {
    let words = document().get_element_by_id("words");
    words.and_then(|words| words.dyn_into::<HtmlTextAreaElement>().ok()).is_some_and(|words| !words.value().is_empty())
}

fn deciding_has_focus() -> bool {
    document().active_element().is_some_and(|at| matches!(at.closest(".act"), Ok(Some(_))))
}

/// Adds the new requests, at most one part, at the end of the list that is the newest, and returns the first of them.
fn add_fresh(state: QueueState) -> Option<RequestId> {
    let (mut fresh, mut left, mut order) = (Vec::new(), false, QueueOrder::default());
    state.tally.update(|tally| {
        fresh = std::mem::take(&mut tally.fresh);
        order = tally.order;
        left = tally.fresh_count > fresh.len() as u64;
        // The others follow with the next parts of the list.
        if left && (order == QueueOrder::Newest || tally.next.is_none()) {
            tally.next = fresh.last().map(|row| row.id.clone());
        }
        tally.fresh_count = 0;
    });
    let first = fresh.first().map(|row| row.id.clone());
    state.rows.update(|rows| match order {
        QueueOrder::Oldest => rows.extend(fresh),
        // Those between the new rows and the known ones are missing, so the list begins again.
        QueueOrder::Newest if left => *rows = fresh,
        QueueOrder::Newest => drop(rows.splice(0..0, fresh)),
    });
    first
}

/// Renders *1 new request*: adds the new requests to the list. The shown request stays.
#[component]
pub(super) fn Fresh(state: QueueState) -> impl IntoView {
    let (locale, navigate) = (locale(), use_navigate());
    let show = move |_| {
        let shown = untrack(|| state.current());
        let first = add_fresh(state);
        state.focus.set(first.as_ref().map(link_id));
        match shown {
            // The list had no request to show.
            None => state.shown.refetch(),
            // Without it in the URL, another one would count as selected.
            Some(shown) if is_wide() && state.id.read_untracked().is_none() => {
                let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
                navigate(&state.address_of(Some(&shown)), options);
            }
            Some(_) => {}
        }
    };
    let count = Memo::new(move |_| state.tally.read().fresh_count);
    view_fn(move || {
        let count = count.get();
        // The rows arrive at the end that is the newest.
        let where_to = if state.order.get() == QueueOrder::Newest { Glyph::Up } else { Glyph::Down };
        (count > 0).then(|| {
            view! {
                <button class="fresh" type="button" on:click=show.clone()><Icon of=where_to/><span>{t::fresh(locale, count)}</span></button>
            }.into_any()
        })
    })
}

/// Renders *Not live since 14:29* while the connection is lost, and the button that fetches news at once.
#[component]
pub(super) fn Line(state: QueueState) -> impl IntoView {
    let locale = locale();
    let connection = live().connection;
    view_fn(move || match connection.get() {
        ConnectionState::Disconnected(since) => Some(view! {
            <p class="not-live">
                <Icon of=Glyph::Alert/><span>{t::not_live(locale, since)}</span>
                <button class="btn small" type="button" on:click=move |_| ask(state)>{common::retry(locale)}</button>
            </p>
        }),
        ConnectionState::Idle | ConnectionState::Connected | ConnectionState::SignedOut(_) => None,
    })
}
