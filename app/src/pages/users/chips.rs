//! Filters by standing, with their counts.

use super::{dto::StandingFilter, page::UsersState, url::address};
use crate::{
    layout::selected_account,
    ui::{Glyph, Icon, Tone, locale, optional_attr, string_attr, suspend_fn, view_fn},
};
use i18n::{common, users as t};
use leptos::prelude::*;

/// Renders the filters with their counts. The links stay while the counts are fetched, so that the focus stays too.
#[component]
pub(super) fn Chips(state: UsersState) -> impl IntoView {
    let locale = locale();
    let chosen = selected_account();
    let chip = move |filter: StandingFilter| {
        let (is, icon, word) = face(filter, locale);
        let href = string_attr(move || {
            let mut query = state.asked.get();
            (query.filter, query.page) = (filter, 1);
            address(&query, chosen.read().as_ref())
        });
        let current = move || (state.asked.read().filter == filter).then_some("true");
        let count = suspend_fn(move || async move {
            let counts = state.page.await.ok()?.counts;
            Some(view! { <b>{view_fn(move || state.count(&counts, filter))}</b> })
        });
        view! {
            <a class="chip" href=href aria-current=optional_attr(current) data-is=is.code()>
                {icon.map(|of| view! { <Icon of/> }.into_any())}{word}" "<Transition>{count}</Transition>
            </a>
        }
    };
    view! {
        <nav class="chips scroll" aria-label=t::filters(locale)>
            {StandingFilter::ALL.into_iter().map(chip).collect::<Vec<_>>()}
        </nav>
    }
}

/// Returns colour, icon and word of a filter, the same as of its standing.
fn face(filter: StandingFilter, locale: esecure::Locale) -> (Tone, Option<Glyph>, &'static str) {
    use common::standing as s;
    match filter {
        StandingFilter::All => (Tone::None, None, t::all(locale)),
        StandingFilter::Undecided => (Tone::None, Some(Glyph::Dots), s::undecided(locale)),
        StandingFilter::Approved => (Tone::Approved, Some(Glyph::Approved), s::approved(locale)),
        StandingFilter::Domain => (Tone::Approved, Some(Glyph::Globe), s::domain(locale)),
        StandingFilter::Rejected => (Tone::Rejected, Some(Glyph::Rejected), s::rejected(locale)),
    }
}
