//! Interactive part of the page: the tools beside the heading, and the editor of the file below.
//!
//! | module | contents |
//! |---|---|
//! | `state`, `suggestions` | state: the file, its rows, edits and suggestions |
//! | `read` | parsing and judging in slices |
//! | `file`, `format`, `chips`, `grid` and `virtual_rows`, `cell`, `bar`, `outcome`, `latest` | components |
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
mod outcome;
mod read;
mod send;
mod state;
mod suggestions;
mod virtual_rows;

pub use read::judge_at_once;

use super::{api, dto, page::waiting};
use crate::{
    routes,
    ui::{ErrorNotice, Notice, Tone, ViewFn, ask_before_leaving, locale, view_fn},
};
use bar::{Beyond, CommitBar};
use chips::Chips;
use esecure::id::AccountId;
use file::{FileCard, Paste, Tools, take_dropped};
use grid::Grid;
use i18n::common;
use latest::{Latest, Question};
use leptos::{ev, prelude::*};
use outcome::Outcome;
use state::{Phase, Refusal, UploadState};
use virtual_rows::Screen;

/// Returns the tools and the editor for a new file of the account. Both are rendered after hydration only; until then
/// the page is as the server sent it.
pub(super) fn parts(account: AccountId) -> (ViewFn, ViewFn) {
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
    Effect::new(move |_| {
        // Warms the code up, since the first call of any WASM function is slow.
        judge_at_once(b"E-mail;Name\nann@acme.example;Ann\nbob@gmial.com;Bob\n");
        hydrated.set(true);
    });
    let tools = view_fn(move || hydrated.get().then(|| view! { <Tools state pasting/> }.into_any()));
    let editor = view_fn(move || match hydrated.get() {
        true => view! { <Editor state over pasting/> }.into_any(),
        false => waiting(),
    });
    (tools, editor)
}

#[component]
fn Editor(state: UploadState, over: RwSignal<bool>, pasting: RwSignal<bool>) -> impl IntoView {
    let has_rows = Memo::new(move |_| {
        matches!(state.phase.get(), Phase::Open | Phase::Sending) || {
            state.opening.track();
            matches!(state.phase.get(), Phase::Reading(_)) && state.with(|_| ()).is_some()
        }
    });
    Effect::new(move || {
        state.opening.track();
        pasting.set(false);
    });
    view! {
        {view_fn(move || pasting.get().then(|| view! { <Paste state pasting/> }.into_any()))}
        {view_fn(move || state.refusal.get().map(|refusal| refused(refusal, state)))}
        <Outcome state/>
        {view_fn(move || (state.phase.get() != Phase::Done).then(|| view! { <FileCard state over/> }.into_any()))}
        {view_fn(move || has_rows.get().then(|| view! {
            <Beyond state/>
            <Chips state/>
            <Grid state/>
            <CommitBar state/>
        }.into_any()))}
        {view_fn(move || (!has_rows.get()).then(|| view! { <Latest state/> }.into_any()))}
        <Question state/>
        <p class="sr" role="status">{view_fn(move || state.said.get())}</p>
    }
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
