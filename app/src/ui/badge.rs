//! Badges for standings and states: always icon and word, because colour alone is not enough.

use super::{Glyph, Icon};
use crate::pages::{queue::request_dto::StateView, users::dto::StandingView};
use esecure::Locale;
use i18n::common as t;
use leptos::prelude::*;

/// Semantic colour of a badge or notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    #[default]
    None,
    Approved,
    Pending,
    Rejected,
    Accent,
}

impl Tone {
    /// Value of the `data-is` attribute.
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Approved => "approved",
            Self::Pending => "pending",
            Self::Rejected => "rejected",
            Self::Accent => "accent",
        }
    }
}

/// Renders icon, word and colour.
#[component]
pub fn Badge(
    is: Tone,
    icon: Glyph,
    /// Without background, for use inside a row.
    #[prop(optional)]
    plain: bool,
    children: Children,
) -> impl IntoView {
    let class = if plain { "badge plain" } else { "badge" };
    view! { <span class=class data-is=is.code()><Icon of=icon/>{children()}</span> }
}

/// Shows an account's decision about an address.
#[component]
pub fn StandingBadge(standing: StandingView, locale: Locale) -> impl IntoView {
    let (is, icon, word) = match standing {
        StandingView::Undecided => (Tone::None, Glyph::Dots, t::standing::undecided(locale).to_owned()),
        StandingView::Approved { until: None, .. } => {
            (Tone::Approved, Glyph::Approved, t::standing::approved(locale).to_owned())
        }
        StandingView::Approved { until: Some(date), .. } => {
            (Tone::Approved, Glyph::Calendar, t::standing::until(locale, date))
        }
        StandingView::Domain { .. } => (Tone::Approved, Glyph::Globe, t::standing::domain(locale).to_owned()),
        StandingView::Rejected { .. } => (Tone::Rejected, Glyph::Rejected, t::standing::rejected(locale).to_owned()),
    };
    view! { <Badge is icon>{word}</Badge> }
}

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
