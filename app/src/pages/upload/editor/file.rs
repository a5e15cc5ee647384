//! File input: dropped anywhere on the page, chosen, or pasted from a spreadsheet.

use super::{
    browser,
    format::Formats,
    labels::number,
    read,
    state::{Phase, UploadState},
};
use crate::ui::{Glyph, Icon, locale, on_click, view_fn};
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

/// Card of the file: instructions while empty, otherwise name, size and format.
#[component]
pub(super) fn FileCard(state: UploadState, over: RwSignal<bool>) -> impl IntoView {
    let locale = locale();
    let is_empty = Memo::new(move |_| match state.phase.get() {
        Phase::Empty => true,
        Phase::Reading(_) => state.with(|_| ()).is_none(),
        Phase::Open | Phase::Sending | Phase::Done => false,
    });
    let over = move || over.get().then_some("true");
    view! {
        <section class="card file" data-over=over aria-labelledby="file">
            {view_fn(move || if is_empty.get() {
                view! {
                    <div class="empty">
                        <Icon of=Glyph::File/>
                        <h2 id="file">{t::drop_title(locale)}</h2>
                        <p>{t::drop_text(locale)}</p>
                        <Choose state primary=true/>
                        <p class="muted small">{t::columns_text(locale)}</p>
                    </div>
                }.into_any()
            } else {
                view! {
                    <header>
                        <div class="fn"><Icon of=Glyph::File/><div><Named state/></div></div>
                        <Choose state primary=false/>
                    </header>
                    <Formats state/>
                }.into_any()
            })}
            {view_fn(move || match state.phase.get() {
                Phase::Reading(share) => Some(view! {
                    <p class="reading">
                        <progress max="100" value=share.to_string() aria-label=t::reading(locale)></progress>
                        <span>{t::reading(locale)}" "{share}" %"</span>
                    </p>
                }),
                Phase::Empty | Phase::Open | Phase::Sending | Phase::Done => None,
            })}
        </section>
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
fn Choose(state: UploadState, primary: bool) -> impl IntoView {
    let locale = locale();
    let field = NodeRef::<html::Input>::new();
    let open = move |_| {
        if let (Some(field), true) = (field.get_untracked(), may_take(state)) {
            let field: &HtmlElement = field.as_ref();
            field.click();
        }
    };
    let chosen = move |_| {
        let Some(field) = field.get_untracked() else { return };
        let file = field.files().and_then(|files| files.item(0));
        // Cleared so that choosing the same file again fires a change event.
        field.set_value("");
        if let Some(file) = file {
            read::take(state, file);
        }
    };
    let (class, word) =
        if primary { ("btn primary", t::choose(locale)) } else { ("btn small", t::choose_another(locale)) };
    view! {
        <div class="choose">
            <input type="file" id="choose" hidden accept=".csv,.txt,.tsv,text/csv,text/plain,text/tab-separated-values"
                node_ref=field on:change=chosen/>
            <button class=class type="button" on:click=on_click(open)>{word}</button>
        </div>
    }
}
