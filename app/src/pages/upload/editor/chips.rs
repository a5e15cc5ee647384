//! Filter chips by judgement, with counts; and the button that accepts all suggestions.

use super::{
    browser::{self, to_ascii},
    labels, send,
    state::UploadState,
    suggestions,
};
use crate::ui::{Glyph, Icon, Tone, locale, on_click, view_fn};
use esecure::upload::{JudgementKind, RowId};
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

/// Chips, and next to them the button that accepts all suggestions.
#[component]
pub(super) fn Filters(state: UploadState) -> impl IntoView {
    let locale = locale();
    let count = Memo::new(move |_| {
        state.version.track();
        state.with(|opened| opened.offers.len()).unwrap_or(0)
    });
    let take = move |_| take_all(state, None);
    view! {
        <div class="filters">
            <Chips state/>
            {view_fn(move || (count.get() > 1).then(|| view! {
                <button class="btn small" type="button" on:click=on_click(take)>
                    <Icon of=Glyph::Check/>{t::take_all(locale, labels::number(count.get(), locale))}
                </button>
            }.into_any()))}
        </div>
    }
}

#[component]
fn Chips(state: UploadState) -> impl IntoView {
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

/// Accepts the suggestions of all rows, or of those with the same mistake as `like`.
pub(super) fn take_all(state: UploadState, like: Option<RowId>) {
    if !state.is_open() {
        return;
    }
    let rows = state.with(|opened| opened.offers.of(like)).unwrap_or_default();
    state.spawn(async move {
        for some in rows.chunks(50) {
            let split = state.update(|opened| {
                let before = opened.judge.len();
                for id in some {
                    if let Some(edit) = suggestions::edit(&opened.judge, *id, &to_ascii) {
                        opened.change(edit, &to_ascii);
                    }
                }
                opened.judge.len() != before
            });
            if split == Some(true) {
                state.relist();
            }
            if rows.len() > some.len() {
                browser::rest().await;
            }
        }
        state.fill();
        if like.is_none() {
            // The clicked button is gone.
            browser::focus_if_lost(".filters [aria-pressed=true]");
        }
        send::ask(state).await;
    });
}
