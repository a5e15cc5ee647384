//! Root component and entry point of the upload client.

use super::{
    PLACE, TOOLS,
    bar::{Beyond, CommitBar},
    browser::to_ascii,
    chips::Chips,
    file::{FileCard, Paste, Tools, take_dropped},
    grid::Grid,
    latest::{Latest, Question},
    outcome::Outcome,
    send,
    state::{Phase, Refusal, UploadState},
    virtual_rows::Screen,
};
use crate::ui::{ErrorNotice, Notice, Tone, locale, view_fn};
use esecure::{
    id::AccountId,
    upload::{AccountContext, FormatOverrides, Judge, Sheet, Summary},
};
use leptos::{ev, prelude::*, task::spawn_local, wasm_bindgen::JsCast, web_sys::HtmlElement};
use std::sync::Arc;

/// Mounts the client if its mount point exists; the page of a signed-out visitor has none.
pub fn start() {
    let place = |id: &str| document().get_element_by_id(id)?.dyn_into::<HtmlElement>().ok();
    let Some(at) = place(PLACE) else { return };
    let Some(account) = at.get_attribute("data-account").and_then(|id| AccountId::parse(&id)) else { return };
    // Warms the code up, since the first call of any WASM function is slow.
    judge(b"E-mail;Name\nann@acme.example;Ann\nbob@gmial.com;Bob\n");
    at.set_text_content(None);
    leptos::mount::mount_to(at, move || {
        let state = UploadState::new(account);
        let (over, pasting) = (RwSignal::new(false), RwSignal::new(false));
        let _ = window_event_listener(ev::resize, move |_| state.screen.set_value(Screen::now()));
        take_dropped(state, over);
        ask_before_leaving(state);
        spawn_local(async move {
            if let Err(error) = send::knowledge(state).await {
                state.refusal.set(Some(Refusal::Server(error)));
            }
        });
        if let Some(tools) = place(TOOLS) {
            leptos::mount::mount_to(tools, move || view! { <Tools state pasting/> }).forget();
        }
        view! { <Page state over pasting/> }
    })
    .forget();
}

/// Parses and judges a file in one go and counts the rows of each judgement. Entry point for benchmarks.
pub fn judge(bytes: &[u8]) -> Vec<u32> {
    let Ok(sheet) = Sheet::read(Arc::<[u8]>::from(bytes), FormatOverrides::default()) else { return Vec::new() };
    let mut judge = Judge::all(sheet, AccountContext::default(), &to_ascii);
    judge.assume_undecided();
    let summary = Summary::of(&judge);
    let counts = esecure::upload::JudgementKind::ALL.map(|kind| summary.count(kind) as u32);
    counts.to_vec()
}

/// Warns before leaving the page with unsent edits.
fn ask_before_leaving(state: UploadState) {
    let _ = window_event_listener(ev::beforeunload, move |event| {
        let unsent = matches!(state.phase.get_untracked(), Phase::Open | Phase::Sending);
        if unsent && state.with(|opened| opened.touched).unwrap_or(false) {
            event.prevent_default();
        }
    });
}

#[component]
fn Page(state: UploadState, over: RwSignal<bool>, pasting: RwSignal<bool>) -> impl IntoView {
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
            let here = format!("{}?account={}", super::PATH, state.account.get_value());
            view! { <ErrorNotice error locale here/> }.into_any()
        }
    };
    view! { <div class="said" tabindex="-1">{said}</div> }.into_any()
}
