//! Badge of a request's state.

use super::request_dto::StateView;
use crate::ui::{Badge, Glyph, Tone};
use esecure::{Locale, request::DecisionChannel};
use i18n::{common as t, queue::way};
use leptos::prelude::*;

/// Shows the state of a request.
#[component]
pub fn StateBadge(state: StateView, locale: Locale) -> impl IntoView {
    let (is, icon, word) = match state {
        StateView::Open => (Tone::Pending, Glyph::Clock, t::state::waiting(locale)),
        StateView::Approved { .. } => (Tone::Approved, Glyph::Approved, t::state::approved(locale)),
        StateView::Rejected { .. } => (Tone::Rejected, Glyph::Rejected, t::state::rejected(locale)),
        StateView::Withdrawn { .. } => (Tone::None, Glyph::Undo, t::state::withdrawn(locale)),
        StateView::Expired { .. } => (Tone::None, Glyph::Clock, t::state::expired(locale)),
        StateView::Closed { .. } => (Tone::None, Glyph::Cross, t::state::closed(locale)),
    };
    view! { <Badge is icon>{word}</Badge> }
}

/// Returns the words for the channel of a decision.
pub(crate) fn channel_text(channel: DecisionChannel, locale: Locale) -> &'static str {
    match channel {
        DecisionChannel::Page => way::page(locale),
        DecisionChannel::Mail => way::mail(locale),
        DecisionChannel::List => way::list(locale),
        DecisionChannel::Upload => way::upload(locale),
        DecisionChannel::Domain => way::domain(locale),
        DecisionChannel::Announcement => way::announcement(locale),
    }
}
