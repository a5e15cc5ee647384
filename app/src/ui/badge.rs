//! Badges: always icon and word, because colour alone is not enough.

use super::{Glyph, Icon};
use leptos::prelude::*;

/// Semantic colour of a badge or notice; the code is the value of `data-is`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    #[default]
    None,
    Approved,
    Pending,
    Rejected,
    Accent,
}

esecure::codes!(Tone {
    None = "none",
    Approved = "approved",
    Pending = "pending",
    Rejected = "rejected",
    Accent = "accent",
});

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
