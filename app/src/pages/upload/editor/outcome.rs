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
    let locale = locale();
    let place = NodeRef::<html::Div>::new();
    Effect::new(move || {
        // Focuses the result, because the clicked button is gone.
        if let (Some(place), true) = (place.get(), state.done.read().is_some()) {
            let _ = place.focus();
        }
    });
    let result = move |_| {
        if let Some(Done { outcome, .. }) = state.done.get_untracked() {
            browser::download(&outcome.result.name, &outcome.result.bytes);
        }
    };
    let undo = move |_| {
        if let Some(Done { outcome, .. }) = state.done.get_untracked() {
            state.undoing.set(Some(Undoing { id: outcome.id, approved: outcome.approved }));
        }
    };
    let another = move |_| {
        state.done.set(None);
        state.opened.set_value(None);
        state.phase.set(Phase::Empty);
    };
    view! {
        <div class="outcome" tabindex="-1" node_ref=place>
            {view_fn(move || state.done.get().map(|done| {
                let (is, title, text) = if done.undone {
                    (Tone::None, t::undone(locale), t::undone_text(locale, done.outcome.approved))
                } else if done.outcome.already {
                    (Tone::None, t::done_nothing(locale), t::done_text(locale, done.outcome.approved))
                } else {
                    (Tone::Approved, t::done(locale), t::done_text(locale, done.outcome.approved))
                };
                let left_out = (!done.undone && !done.outcome.left_out.is_empty()).then(|| {
                    let said = done.outcome.left_out.iter().map(|(kind, count)| {
                        let (_, _, word) = labels::kind(*kind, locale);
                        format!("{word} {}", labels::number(usize::try_from(*count).unwrap_or(usize::MAX), locale))
                    });
                    view! { <p>{t::left_out(locale, said.collect::<Vec<_>>().join(", "))}</p> }
                });
                view! {
                    <Notice is title>
                        <p>{text}</p>
                        {left_out}
                        <p class="btns">
                            {(!done.undone).then(|| view! {
                                <button class="btn small" type="button" on:click=on_click(result)><Icon of=Glyph::Download/>{t::result_file(locale)}</button>
                                <button class="btn small" type="button" on:click=on_click(undo)><Icon of=Glyph::Undo/>{t::undo_all(locale)}</button>
                            }.into_any())}
                            <button class="btn small" type="button" on:click=on_click(another)><Icon of=Glyph::Upload/>{t::another(locale)}</button>
                        </p>
                    </Notice>
                }
                .into_any()
            }))}
        </div>
    }
}
