//! Result of a commit: figures, result file, and undo.

use super::{
    browser, labels,
    latest::Undoing,
    state::{Done, Phase, UploadState},
};
use crate::ui::{Glyph, Icon, Notice, Tone, locale, on_click, view_fn};
use i18n::upload as t;
use leptos::{html, prelude::*};

#[component]
pub(super) fn Outcome(state: UploadState) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    Effect::new(move || {
        // Focuses the result, because the clicked button is gone.
        if let (Some(place), true) = (place.get(), state.done.read().is_some()) {
            let _ = place.focus();
        }
    });
    view! {
        <div class="outcome" tabindex="-1" node_ref=place>
            {view_fn(move || state.done.get().map(|done| result(done, state)))}
        </div>
    }
}

/// Figures of the result, and the next steps: the result file first.
fn result(done: Done, state: UploadState) -> AnyView {
    let locale = locale();
    let Done { outcome, undone } = done;
    let (is, title, text) = if undone {
        (Tone::None, t::undone(locale), t::undone_text(locale, outcome.approved))
    } else if outcome.already {
        (Tone::None, t::done_nothing(locale), t::done_text(locale, outcome.approved))
    } else {
        (Tone::Approved, t::done(locale), t::done_text(locale, outcome.approved))
    };
    let left_out = (!undone && !outcome.left_out.is_empty()).then(|| {
        let said = outcome.left_out.iter().map(|(kind, count)| {
            let (_, _, word) = labels::kind(*kind, locale);
            format!("{word} {}", labels::number(usize::try_from(*count).unwrap_or(usize::MAX), locale))
        });
        view! { <p>{t::left_out(locale, said.collect::<Vec<_>>().join(", "))}</p> }
    });
    let another = on_click(move |_| {
        state.done.set(None);
        state.opened.set_value(None);
        state.phase.set(Phase::Empty);
    });
    let another = |class: &'static str| {
        view! {
            <button class=class type="button" on:click=another><Icon of=Glyph::Upload/>{t::another(locale)}</button>
        }
        .into_any()
    };
    let steps = if undone {
        another("btn primary")
    } else {
        let undoing = Undoing { id: outcome.id, approved: outcome.approved };
        let undo = on_click(move |_| state.undoing.set(Some(undoing.clone())));
        let file = outcome.result;
        let save = on_click(move |_| {
            browser::download(&file.name, &file.bytes);
        });
        view! {
            <button class="btn primary" type="button" on:click=save><Icon of=Glyph::Download/>{t::result_file(locale)}</button>
            {another("btn quiet")}
            <button class="btn quiet" type="button" on:click=undo><Icon of=Glyph::Undo/>{t::undo_all(locale)}</button>
        }
        .into_any()
    };
    view! { <Notice is title><p>{text}</p>{left_out}<p class="btns">{steps}</p></Notice> }.into_any()
}
