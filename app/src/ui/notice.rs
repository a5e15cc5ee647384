//! Messages of the page itself: saved, refused, warning.

use super::{Glyph, Icon, Tone};
use leptos::prelude::*;

/// Renders icon, heading and further text.
#[component]
pub fn Notice(
    is: Tone,
    #[prop(into)] title: String,
    /// Icon, if the default of the colour does not fit.
    #[prop(optional)]
    icon: Option<Glyph>,
    /// Set for a refusal of the user's last action: screen readers announce it immediately.
    #[prop(optional)]
    refusal: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let icon = icon.unwrap_or(match is {
        Tone::Approved => Glyph::Approved,
        Tone::Pending | Tone::Rejected => Glyph::Alert,
        Tone::None | Tone::Accent => Glyph::Info,
    });
    let role = if refusal { "alert" } else { "status" };
    view! {
        <div class="notice" data-is=is.code() role=role>
            <Icon of=icon/>
            <div>
                <p class="what"><b>{title}</b></p>
                {children.map(|children| children())}
            </div>
        </div>
    }
}
