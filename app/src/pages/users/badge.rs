//! Badge of a standing.

use super::dto::StandingView;
use crate::ui::{Badge, Glyph, Tone};
use esecure::{Locale, policy::StandingSource};
use i18n::{common as t, user};
use leptos::prelude::*;

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

/// Returns the words for the origin of a standing.
pub(crate) fn source_text(source: StandingSource, locale: Locale) -> &'static str {
    match source {
        StandingSource::List => user::by_list(locale),
        StandingSource::Request => user::by_request(locale),
        StandingSource::Upload => user::by_upload(locale),
        StandingSource::Announcement => user::by_announcement(locale),
    }
}
