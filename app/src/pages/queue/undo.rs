//! Ten seconds in which a decision can be taken back. The sentence about it says that the verdict counts already
//! and when the mail leaves; it stays as long as pointer or focus rest on it. The server knows whether it is too late.

use super::{Desk, UndoDecision, is_wide, list::link_id};
use crate::{
    AppError,
    locales::queue as t,
    pages::frame::{at, chosen, counts},
    ui::{Glyph, Icon, flag, locale, piece},
    view::Undone,
};
use esecure::{Locale, id::RequestId, request::UNDO_SECONDS};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::time::Duration;

/// Offers to undo the decision on `id`, from now on.
pub(super) fn offer(desk: Desk, id: RequestId) {
    desk.undoable.set(Some(id.clone()));
    withdraw_after(desk, id, Duration::from_secs(UNDO_SECONDS.unsigned_abs()));
}

/// Takes the offer back, unless another one has taken its place, or the reader is at it.
fn withdraw_after(desk: Desk, id: RequestId, time: Duration) {
    set_timeout(
        move || {
            let current = desk.undoable.try_get_untracked().flatten();
            if current.as_ref() != Some(&id) {
            } else if matches!(document().query_selector(".toast:is(:hover, :focus-within)"), Ok(Some(_))) {
                withdraw_after(desk, id.clone(), Duration::from_secs(1));
            } else {
                desk.undoable.set(None);
            }
        },
        time,
    );
}

/// What follows from the server's answer: the row returns to where it was, or the sentence says why not.
pub(super) fn answer(desk: Desk) {
    let locale = locale();
    let (chosen, counts, navigate) = (chosen(), counts(), use_navigate());
    Effect::new(move |_| match desk.undo.value().get() {
        Some(Ok(undone)) => {
            desk.undoable.set(None);
            desk.said.set(sentence(&undone, locale));
            desk.gone.update(|gone| gone.retain(|id| *id != undone.id));
            desk.focus.set(Some(link_id(&undone.id)));
            desk.shown.refetch();
            let to = if is_wide() { format!("/esecure/queue/{}", undone.id) } else { "/esecure/queue".to_owned() };
            let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
            navigate(&at(&to, chosen.read_untracked().as_ref()), options);
            counts.refresh();
            desk.undo.clear();
        }
        Some(Err(error)) => {
            desk.undoable.set(None);
            match error {
                AppError::Conflict(why) => desk.said.set(why),
                error => desk.lost.set(Some(error)),
            }
            desk.undo.clear();
        }
        None => {}
    });
}

fn sentence(undone: &Undone, locale: Locale) -> String {
    let booked = undone.bookings.len() as u64;
    match booked {
        0 => t::undone(locale, &undone.email),
        n => {
            format!("{} {}", t::undone(locale, &undone.email), t::undone_booked(locale, n, undone.bookings.join(", ")))
        }
    }
}

/// What was done last, with the offer to undo it while there is one.
#[component]
pub(super) fn Said(desk: Desk) -> impl IntoView {
    let locale = locale();
    let undo = move |_| {
        if let Some(id) = desk.undoable.get_untracked() {
            desk.undo.dispatch(UndoDecision { id });
        }
    };
    piece(move || {
        let said = desk.said.get();
        if said.is_empty() {
            return ().into_any();
        }
        if desk.undoable.read().is_none() {
            return view! { <p>{said}</p> }.into_any();
        }
        view! {
            <div class="toasts"><div class="toast">
                <div>{said}" "{t::mail_waits(locale)}</div>
                <button class="btn small" type="button" on:click=undo
                    aria-busy=flag(move || desk.undo.pending().get().then_some("true"))>
                    <Icon of=Glyph::Undo/>{t::undo(locale)}
                </button>
                <i class="left"></i>
            </div></div>
        }
        .into_any()
    })
}
