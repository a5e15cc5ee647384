//! Ten seconds in which a decision can be taken back. The sentence about it says that the verdict counts already
//! and when the mail leaves; it stays as long as pointer or focus rest on it. The server knows whether it is too late.

use super::{UndoDecisions, desk::Desk, is_wide, list::link_id, many::why};
use crate::{
    AppError,
    locales::queue as t,
    pages::frame::counts,
    ui::{Cap, Glyph, Icon, Key, flag, locale, piece},
    view::{Undone, UndoneOne},
};
use esecure::{Locale, id::RequestId, request::UNDO_SECONDS};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::time::Duration;

/// Offers to undo these decisions, from now on.
pub(super) fn offer(desk: Desk, ids: Vec<RequestId>) {
    desk.undoable.set(ids.clone());
    withdraw_after(desk, ids, Duration::from_secs(UNDO_SECONDS.unsigned_abs()));
}

/// Takes the offer back, unless another one has taken its place, or the reader is at it.
fn withdraw_after(desk: Desk, ids: Vec<RequestId>, time: Duration) {
    set_timeout(
        move || {
            let current = desk.undoable.try_get_untracked().unwrap_or_default();
            if current != ids || ids.is_empty() {
            } else if matches!(document().query_selector(".toast:is(:hover, :focus-within)"), Ok(Some(_))) {
                withdraw_after(desk, ids.clone(), Duration::from_secs(1));
            } else {
                desk.undoable.set(Vec::new());
            }
        },
        time,
    );
}

/// Undoes what can be undone now. `false` where there is nothing.
pub(super) fn undo(desk: Desk) -> bool {
    let ids = desk.undoable.get_untracked();
    if ids.is_empty() {
        return false;
    }
    if !desk.undo.pending().get_untracked() {
        desk.undo.dispatch(UndoDecisions { ids });
    }
    true
}

/// What follows from the server's answer: the rows return to where they were, and the sentence says which do not and why.
pub(super) fn answer(desk: Desk) {
    let locale = locale();
    let (counts, navigate) = (counts(), use_navigate());
    Effect::new(move |_| match desk.undo.value().get() {
        Some(Ok(undone)) => {
            desk.undoable.set(Vec::new());
            let (mut back, mut lines) = (Vec::new(), Vec::new());
            for UndoneOne { id, result } in undone {
                match result {
                    Ok(undone) => back.push(undone),
                    Err(error) => {
                        let rows = desk.rows.read_untracked();
                        let email = rows.iter().find(|row| row.id == id).map(|row| format!("{}: ", row.email));
                        lines.push(format!("{}{}", email.unwrap_or_default(), why(&error, locale)));
                    }
                }
            }
            lines.splice(0..0, sentences(&back, locale));
            desk.said.set(lines.join("\n"));
            if let Some(first) = back.first() {
                desk.gone.update(|gone| gone.retain(|id| back.iter().all(|undone| undone.id != *id)));
                desk.focus.set(Some(link_id(&first.id)));
                desk.shown.refetch();
                let to = untrack(|| desk.at(is_wide().then_some(&first.id)));
                navigate(&to, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
            }
            counts.refresh();
            desk.undo.clear();
        }
        Some(Err(error)) => {
            desk.undoable.set(Vec::new());
            match error {
                AppError::Conflict(why) => desk.said.set(why),
                error => desk.lost.set(Some(error)),
            }
            desk.undo.clear();
        }
        None => {}
    });
}

/// Who waits again, and what was booked meanwhile.
fn sentences(back: &[Undone], locale: Locale) -> Vec<String> {
    let booked = |undone: &Undone| {
        (!undone.bookings.is_empty())
            .then(|| t::undone_booked(locale, undone.bookings.len() as u64, undone.bookings.join(", ")))
    };
    match back {
        [] => Vec::new(),
        [one] => {
            let told = [Some(t::undone(locale, &one.email)), booked(one)];
            vec![told.into_iter().flatten().collect::<Vec<_>>().join(" ")]
        }
        several => {
            let told = several.iter().filter_map(|one| Some(format!("{}: {}", one.email, booked(one)?)));
            [t::undone_some(locale, several.len() as u64)].into_iter().chain(told).collect()
        }
    }
}

/// What was done last, with the offer to undo it while there is one.
#[component]
pub(super) fn Said(desk: Desk) -> impl IntoView {
    let locale = locale();
    piece(move || {
        let said = desk.said.get();
        if said.is_empty() {
            return ().into_any();
        }
        let n = desk.undoable.read().len() as u64;
        if n == 0 {
            return view! { <p>{said}</p> }.into_any();
        }
        view! {
            <div class="toasts"><div class="toast">
                <div>{said}" "{t::mail_waits(locale, n)}</div>
                <button class="btn small" type="button" on:click=move |_| { undo(desk); }
                    aria-busy=flag(move || desk.undo.pending().get().then_some("true"))>
                    <Icon of=Glyph::Undo/>{t::undo(locale)}<Cap of=Key::Undo/>
                </button>
                <i class="left"></i>
            </div></div>
        }
        .into_any()
    })
}
