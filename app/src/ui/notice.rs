//! A sentence that the page itself has to say: saved, refused, look out.

use super::{Glyph, Icon, Tone};
use leptos::prelude::*;

/// Icon, heading, and what else there is to say.
#[component]
pub fn Notice(
    is: Tone,
    #[prop(into)] title: String,
    /// The icon, where the colour's own does not fit.
    #[prop(optional)]
    icon: Option<Glyph>,
    /// Whether it refuses what the reader just did: then it is spoken at once.
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
