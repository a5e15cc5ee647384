//! File input: dropped anywhere on the page, chosen, or pasted from a spreadsheet.

use super::{
    browser,
    format::Formats,
    labels::number,
    page::{ACCEPTED, drop_zone},
    read,
    state::{Phase, UploadState},
};
use crate::ui::{Glyph, Icon, ViewFn, locale, on_click, view_fn};
use i18n::upload as t;
use leptos::{
    ev, html,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{DragEvent, Element, HtmlElement},
};

/// Handles drops on the whole page; a drop beyond the card would make the browser navigate to the file.
pub(super) fn take_dropped(state: UploadState, over: RwSignal<bool>) {
    let has_file =
        |event: &DragEvent| event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0));
    let dragged_over = window_event_listener(ev::dragover, move |event| {
        if has_file(&event) {
            event.prevent_default();
            over.set(true);
        }
    });
    let dragged_away = window_event_listener(ev::dragleave, move |event| {
        if event.related_target().is_none() {
            over.set(false);
        }
    });
    let dropped = window_event_listener(ev::drop, move |event| {
        if !has_file(&event) {
            return;
        }
        event.prevent_default();
        over.set(false);
        let file = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.item(0));
        if let (Some(file), true) = (file, may_take(state)) {
            read::take(state, file);
        }
    });
    let pasted = window_event_listener(ev::paste, move |event| {
        // Pasting into an input keeps its default behaviour.
        let at = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let in_field = at.is_some_and(|at| at.matches("input, textarea, select").unwrap_or(false));
        let text = event.clipboard_data().and_then(|data| data.get_data("text").ok()).unwrap_or_default();
        if !in_field && !text.trim().is_empty() && state.phase.get_untracked() == Phase::Empty {
            event.prevent_default();
            read::take_text(state, &text);
        }
    });
    for listener in [dragged_over, dragged_away, dropped, pasted] {
        on_cleanup(move || listener.remove());
    }
}

/// Checks whether another file may replace the open one; confirms if there are edits.
fn may_take(state: UploadState) -> bool {
    if state.phase.get_untracked() == Phase::Sending {
        return false;
    }
    !state.is_open()
        || !state.with(|opened| opened.touched).unwrap_or(false)
        || window().confirm_with_message(t::replace(locale())).unwrap_or(false)
}

/// Buttons next to the page heading: sample file and paste.
#[component]
pub(super) fn Tools(state: UploadState, pasting: RwSignal<bool>) -> impl IntoView {
    let locale = locale();
    let sample = move |_| {
        browser::download(t::sample_name(locale), format!("\u{feff}{}", t::sample(locale)).as_bytes());
    };
    let paste = move |_| {
        if may_take(state) {
            pasting.update(|pasting| *pasting = !*pasting);
        }
    };
    view! {
        <div class="btns">
            <button class="btn" type="button" on:click=on_click(sample)><Icon of=Glyph::Download/>{t::sample_file(locale)}</button>
            <button class="btn" type="button" aria-expanded=move || pasting.get().to_string() aria-controls="paste"
                on:click=on_click(paste)><Icon of=Glyph::Copy/>{t::paste_instead(locale)}</button>
        </div>
    }
}

/// Paste area; reads the text immediately.
#[component]
pub(super) fn Paste(state: UploadState, pasting: RwSignal<bool>) -> impl IntoView {
    let locale = locale();
    let field = NodeRef::<html::Textarea>::new();
    Effect::new(move || {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    let take = move |text: String| {
        if !text.trim().is_empty() {
            pasting.set(false);
            read::take_text(state, &text);
        }
    };
    let pasted = move |event: leptos::web_sys::ClipboardEvent| {
        let text = event.clipboard_data().and_then(|data| data.get_data("text").ok()).unwrap_or_default();
        if !text.trim().is_empty() {
            event.prevent_default();
            take(text);
        }
    };
    let go = move |_| {
        if let Some(field) = field.get_untracked() {
            take(field.value());
        }
    };
    view! {
        <section class="card paste" id="paste">
            <label for="pasted">{t::paste_label(locale)}</label>
            <p class="muted" id="pasted-hint">{t::paste_hint(locale)}</p>
            <textarea class="mono" id="pasted" rows="6" spellcheck="false" aria-describedby="pasted-hint" node_ref=field
                on:paste=pasted></textarea>
            <p class="btns">
                <button class="btn primary" type="button" on:click=on_click(go)>{t::paste_read(locale)}</button>
                <button class="btn" type="button" on:click=on_click(move |_| pasting.set(false))>{t::cancel(locale)}</button>
            </p>
        </section>
    }
}

/// Content of the file's card: the drop zone while empty, otherwise name, size and format.
pub(super) fn card_content(state: UploadState) -> ViewFn {
    let input = NodeRef::<html::Input>::new();
    // A file may have been chosen before the client started.
    Effect::new(move || {
        if input.get().is_some() {
            take_chosen(state, input);
        }
    });
    let is_empty = Memo::new(move |_| match state.phase.get() {
        Phase::Empty => true,
        Phase::Reading(_) => state.with(|_| ()).is_none(),
        Phase::Open | Phase::Sending | Phase::Done => false,
    });
    view_fn(move || match is_empty.get() {
        true => drop_zone(input, Box::new(move |_| take_chosen(state, input))),
        false => view! {
            <header>
                <Icon of=Glyph::File/>
                <div class="fn"><Named state/></div>
            </header>
            <Formats state/>
            <Choose state/>
        }
        .into_any(),
    })
}

/// Bar while a file is read.
pub(super) fn read_progress(state: UploadState) -> ViewFn {
    let locale = locale();
    view_fn(move || match state.phase.get() {
        Phase::Reading(share) => Some(
            view! {
                <p class="reading">
                    <progress max="100" value=share.to_string() aria-label=t::reading(locale)></progress>
                    <span>{t::reading(locale)}" "{share}" %"</span>
                </p>
            }
            .into_any(),
        ),
        Phase::Empty | Phase::Open | Phase::Sending | Phase::Done => None,
    })
}

/// Reads the file that was chosen with this input, if any.
fn take_chosen(state: UploadState, input: NodeRef<html::Input>) {
    let Some(input) = input.get_untracked() else { return };
    let file = input.files().and_then(|files| files.item(0));
    // Cleared so that choosing the same file again fires a change event.
    input.set_value("");
    if let Some(file) = file {
        read::take(state, file);
    }
}

#[component]
fn Named(state: UploadState) -> impl IntoView {
    let locale = locale();
    view_fn(move || {
        state.opening.track();
        state.with(|opened| {
            let rows = number(opened.judge.sheet().numbers() as usize, locale);
            let size = number(opened.bytes.len().div_ceil(1000), locale);
            view! {
                <h2 class="mono" id="file">{opened.name.clone()}</h2>
                <p class="muted">{t::LinesAndSize { rows, size }.text(locale)}</p>
            }
        })
    })
}

/// Button that opens the browser's file dialog.
#[component]
fn Choose(state: UploadState) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let open = move |_| {
        if let (Some(input), true) = (input.get_untracked(), may_take(state)) {
            let input: &HtmlElement = input.as_ref();
            input.click();
        }
    };
    view! {
        <div class="choose">
            <input type="file" hidden accept=ACCEPTED node_ref=input on:change=move |_| take_chosen(state, input)/>
            <button class="btn small" type="button" on:click=on_click(open)>{t::choose_another(locale())}</button>
        </div>
    }
}
