//! A standing is always icon and word; the colour only repeats it.

use super::{Glyph, Icon};
use crate::{
    locales::common as t,
    view::{StandingView, StateView},
};
use esecure::Locale;
use leptos::prelude::*;

/// What a colour says.
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
    /// As written in `data-is`.
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

/// Icon, word and colour.
#[component]
pub fn Badge(
    is: Tone,
    icon: Glyph,
    /// Without ground, inside a row.
    #[prop(optional)]
    plain: bool,
    children: Children,
) -> impl IntoView {
    let class = if plain { "badge plain" } else { "badge" };
    view! { <span class=class data-is=is.code()><Icon of=icon/>{children()}</span> }
}

/// What an account has decided about an address.
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

/// Where a request stands.
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
