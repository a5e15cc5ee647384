//! What happens to the queue while somebody looks. New requests wait in a bar until they are asked for; what was decided
//! elsewhere stays in its place, greyed, with who and when: the list never jumps.

use super::{desk::Desk, get_queue_news, press};
use crate::{
    AppError,
    locales::queue as t,
    pages::frame::{Stand, chosen, live},
    ui::{Glyph, Icon, locale, piece},
    view::{QueueNews, QueueRow, StateView},
};
use esecure::id::{AccountId, RequestId};
use leptos::{prelude::*, task::spawn_local, wasm_bindgen::JsCast, web_sys::HtmlTextAreaElement};

/// Keeps the desk true while the page stands.
pub(super) fn follow(desk: Desk) {
    let chosen = chosen();
    let known = move || Some(desk.version.read_untracked().clone());
    live().on_news(known, move || ask(desk, chosen.get_untracked()));
}

/// Asks for news, one question at a time: what changes meanwhile is asked for afterwards.
fn ask(desk: Desk, account: Option<AccountId>) {
    if desk.asking.get_value().is_some() {
        desk.asking.set_value(Some(true));
        return;
    }
    desk.asking.set_value(Some(false));
    spawn_local(async move {
        let known = known(desk);
        let answer = get_queue_news(account.clone(), known).await;
        // The page may have been left, or turned to another account, meanwhile.
        let Some(again) = desk.asking.try_get_value().flatten() else { return };
        desk.asking.set_value(None);
        match answer {
            Ok(news) => {
                desk.lost.set(None);
                take(desk, news);
            }
            // The frame says so for all of its pages.
            Err(AppError::SignedOut | AppError::OtherProfile(_)) => {}
            Err(AppError::Unavailable) => {}
            Err(error) => desk.lost.set(Some(error)),
        }
        if again {
            ask(desk, account);
        }
    });
}

/// The requests that stand on the page, in the list or behind its bar, and the one that is shown beside it.
fn known(desk: Desk) -> Vec<RequestId> {
    let (rows, fresh, gone) = (desk.rows.read_untracked(), desk.fresh.read_untracked(), desk.gone.read_untracked());
    let listed = rows.iter().chain(fresh.iter()).map(|row| row.id.clone());
    let shown = shown(desk).filter(|(_, open)| *open).map(|(id, _)| id);
    let mut known: Vec<_> = listed.chain(shown).filter(|id| !gone.contains(id)).collect();
    known.sort();
    known.dedup();
    known
}

/// The request beside the list, and whether it stands there as open.
fn shown(desk: Desk) -> Option<(RequestId, bool)> {
    let shown = desk.shown.read_untracked();
    let request = shown.as_ref()?.as_ref()?.as_ref().ok()?;
    Some((request.id.clone(), matches!(request.state, StateView::Open)))
}

fn take(desk: Desk, news: QueueNews) {
    let QueueNews { version, fresh, settled, oldest } = news;
    desk.version.set(version);
    desk.oldest.set(oldest);
    // What is decided here is answered there.
    let gone = desk.gone.get_untracked();
    let elsewhere = |id: &RequestId| !untrack(|| press::pressed(desk, id, None)) && !gone.contains(id);
    let taken: Vec<_> = settled.into_iter().filter(|it| elsewhere(&it.id)).collect();
    let here = shown(desk);
    if let Some(it) = here.filter(|(_, open)| *open).and_then(|(id, _)| taken.iter().find(|it| it.id == id))
        && !writing()
    {
        desk.said.set(it.what.clone());
        if deciding_has_focus() {
            desk.focus.set(Some("decided".to_owned()));
        }
        desk.shown.refetch();
    }
    let taken: Vec<_> = taken.into_iter().map(|it| (it.id, it.what)).collect();
    desk.fresh.update(|waiting| {
        waiting.retain(|row| taken.iter().all(|(id, _)| *id != row.id));
        // What was undone here meanwhile stands in the list already.
        let rows = desk.rows.read_untracked();
        let known = |row: &QueueRow| gone.contains(&row.id) || rows.iter().any(|it| it.id == row.id);
        waiting.extend(fresh.into_iter().filter(|row| !known(row)));
    });
    if *desk.taken.read_untracked() != taken {
        desk.taken.set(taken);
    }
}

/// Whether a reason is being written: then the buttons stay, and the press says who was first.
fn writing() -> bool {
    let words = document().get_element_by_id("words");
    words.and_then(|words| words.dyn_into::<HtmlTextAreaElement>().ok()).is_some_and(|words| !words.value().is_empty())
}

fn deciding_has_focus() -> bool {
    document().active_element().is_some_and(|at| matches!(at.closest(".act"), Ok(Some(_))))
}

/// *1 new request*: adds what has come to the end of the list, where nothing has to move for it.
#[component]
pub(super) fn Fresh(desk: Desk) -> impl IntoView {
    let locale = locale();
    let show = move |_| {
        let fresh: Vec<QueueRow> = std::mem::take(&mut *desk.fresh.write());
        desk.focus.set(fresh.first().map(|row| super::list::link_id(&row.id)));
        desk.rows.update(|rows| rows.extend(fresh));
    };
    piece(move || {
        let count = desk.fresh.read().len() as u64;
        (count > 0).then(|| {
            view! {
                <button class="fresh" type="button" on:click=show><Icon of=Glyph::Down/><span>{t::fresh(locale, count)}</span></button>
            }.into_any()
        })
    })
}

/// *Not live since 14:29*, while that is so.
#[component]
pub(super) fn Line() -> impl IntoView {
    let locale = locale();
    let stand = live().stand;
    piece(move || match stand.get() {
        Stand::Lost(since) => Some(view! {
            <p class="not-live"><Icon of=Glyph::Alert/><span>{t::not_live(locale, since)}</span></p>
        }),
        Stand::Quiet | Stand::On | Stand::Ended(_) => None,
    })
}
