//! Filter chips by judgement, with counts.

use super::{labels, state::UploadState};
use crate::ui::{Glyph, Icon, Tone, locale, on_click, view_fn};
use esecure::upload::JudgementKind;
use i18n::upload as t;
use leptos::prelude::*;

/// Order of the chips, by need for attention.
const KINDS: [JudgementKind; 7] = [
    JudgementKind::Invalid,
    JudgementKind::Doubtful,
    JudgementKind::PreviouslyRejected,
    JudgementKind::Duplicate,
    JudgementKind::CoveredByDomain,
    JudgementKind::AlreadyApproved,
    JudgementKind::New,
];

#[component]
pub(super) fn Chips(state: UploadState) -> impl IntoView {
    let locale = locale();
    let count = move |kind: Option<JudgementKind>| {
        Memo::new(move |_| {
            state.version.track();
            state.with(|opened| kind.map_or(opened.summary.rows, |kind| opened.summary.count(kind))).unwrap_or(0)
        })
    };
    let chip = move |kind: Option<JudgementKind>| {
        let count = count(kind);
        let (tone, glyph, word) = match kind {
            Some(kind) => {
                let (tone, glyph, word) = labels::kind(kind, locale);
                (tone, Some(glyph), word)
            }
            None => (Tone::None, None::<Glyph>, t::all(locale)),
        };
        let is_there = move || kind.is_none() || count.get() > 0 || state.only.get() == kind;
        let pick = move |_| {
            state.only.set(kind);
            state.update(|opened| opened.list(kind));
            state.relist();
        };
        view! {
            <button class="chip" type="button" data-is=tone.code() hidden=move || !is_there()
                aria-pressed=move || (state.only.get() == kind).to_string() on:click=on_click(pick)>
                {glyph.map(|of| view! { <Icon of/> })}{word}" "<b>{view_fn(move || labels::number(count.get(), locale))}</b>
            </button>
        }
        .into_any()
    };
    let chips: Vec<_> = std::iter::once(None).chain(KINDS.map(Some)).map(chip).collect();
    view! { <div class="chips scroll" role="group" aria-label=t::filter(locale)>{chips}</div> }
}
