//! Badges: always icon and word, because colour alone is not enough.

use super::{Glyph, Icon};
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
