//! Interactive part of the page: the tools beside the heading, the card of the file, and the editor of its rows.
//!
//! | module | contents |
//! |---|---|
//! | `state`, `loaded_file`, `suggestions` | state: the file, its rows, edits and suggestions |
//! | `read` | parsing and judging in slices |
//! | `file`, `format`, `chips`, `grid` with `virtual_rows` and `window`, `cell`, `bar`, `outcome`, `latest` | components |
//! | `labels` | localised text of a row |
//! | `send`, `browser` | calls of the server functions, and of browser APIs |

mod bar;
mod browser;
mod cell;
mod chips;
mod file;
mod format;
mod grid;
mod labels;
mod latest;
mod loaded_file;
mod outcome;
mod read;
mod send;
mod state;
mod suggestions;
mod virtual_rows;
mod window;

pub use read::judge_at_once;

use super::{
    api, dto,
    page::{self, Parts, file_card},
};
use crate::{
    routes,
    ui::{ErrorNotice, Notice, Tone, ViewFn, ask_before_leaving, locale, view_fn},
};
use bar::{Beyond, CommitBar};
use chips::Filters;
use esecure::id::AccountId;
use file::{Paste, Tools, card_content, read_progress, take_dropped};
use grid::Grid;
use i18n::{common, upload as t};
use latest::{Latest, Question};
use leptos::{ev, prelude::*};
use outcome::Outcome;
use state::{Phase, Refusal, UploadState};
use virtual_rows::Screen;

/// Returns the parts of the page for a new file of the account. All but the lead and the card of the file are rendered
/// after hydration only; until then the page is as the server sent it.
pub(super) fn parts(account: AccountId) -> Parts {
    let state = UploadState::new(account);
    let (over, pasting, hydrated) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let resized = window_event_listener(ev::resize, move |_| state.screen.set_value(Screen::now()));
    on_cleanup(move || resized.remove());
    take_dropped(state, over);
    ask_before_leaving(move || state.has_unsent_edits(), common::leave_unsaved(locale()).to_owned());
    state.spawn(async move {
        if let Err(error) = send::knowledge(state).await {
            state.refusal.set(Some(Refusal::Server(error)));
        }
    });
    Effect::new(move || {
        state.opening.track();
        pasting.set(false);
    });
    Effect::new(move |_| {
        // Warms the code up, since the first call of any WASM function is slow.
        judge_at_once(b"E-mail;Name\nann@acme.example;Ann\nbob@gmial.com;Bob\n");
        hydrated.set(true);
    });
    let is_done = Memo::new(move |_| state.phase.get() == Phase::Done);
    let file = move || {
        let is_over = Box::new(move || over.get().then_some("true"));
        (!is_done.get()).then(|| file_card(is_over, card_content(state), read_progress(state)))
    };
    Parts {
        lead: lead(state),
        tools: view_fn(move || hydrated.get().then(|| view! { <Tools state pasting/> }.into_any())),
        before_file: view_fn(move || hydrated.get().then(|| before_file(state, pasting))),
        file: view_fn(file),
        after_file: view_fn(move || hydrated.get().then(|| after_file(state))),
    }
}

/// Text below the heading: the effect of the page, how to edit the rows, or how long an upload can be undone.
fn lead(state: UploadState) -> ViewFn {
    let locale = locale();
    view_fn(move || {
        state.opening.track();
        match state.phase.get() {
            Phase::Empty | Phase::Reading(_) => t::lead(locale).to_owned(),
            Phase::Done => t::lead_done(locale).to_owned(),
            Phase::Open | Phase::Sending => {
                let blank = state.with(|opened| opened.summary.blank).unwrap_or(0);
                let lead = t::first(locale);
                if blank > 0 { format!("{lead} {}", t::blank_rows(locale, blank as u64)) } else { lead.to_owned() }
            }
        }
    })
}

fn before_file(state: UploadState, pasting: RwSignal<bool>) -> AnyView {
    view! {
        {view_fn(move || pasting.get().then(|| view! { <Paste state pasting/> }.into_any()))}
        {view_fn(move || state.refusal.get().map(|refusal| refused(refusal, state)))}
        <Outcome state/>
    }
    .into_any()
}

fn after_file(state: UploadState) -> AnyView {
    let has_rows = Memo::new(move |_| {
        matches!(state.phase.get(), Phase::Open | Phase::Sending) || {
            state.opening.track();
            matches!(state.phase.get(), Phase::Reading(_)) && state.with(|_| ()).is_some()
        }
    });
    view! {
        {view_fn(move || has_rows.get().then(|| view! {
            <Beyond state/>
            <Filters state/>
            <Grid state/>
            <CommitBar state/>
        }.into_any()))}
        {view_fn(move || (!has_rows.get()).then(|| view! { <Latest state/> }.into_any()))}
        <Question state/>
        <p class="sr" role="status">{view_fn(move || state.said.get())}</p>
    }
    .into_any()
}

fn refused(refusal: Refusal, state: UploadState) -> AnyView {
    let locale = locale();
    let said = match refusal {
        Refusal::File(text) => view! { <Notice is=Tone::Rejected title=text refusal=true/> }.into_any(),
        Refusal::Server(error) => {
            let here = routes::with_account(routes::UPLOAD, Some(&state.account.get_value()));
            view! { <ErrorNotice error locale here/> }.into_any()
        }
    };
    view! { <div class="said" tabindex="-1">{said}</div> }.into_any()
}
