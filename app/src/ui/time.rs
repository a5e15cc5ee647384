//! Instant as formatted by the server, with the exact time for programs and as a tooltip.

use crate::dto::DisplayTime;
use leptos::prelude::*;

/// Renders `<time>` with its exact value.
#[component]
pub fn Time(when: DisplayTime) -> impl IntoView {
    view! { <time datetime=when.iso title=when.full>{when.text}</time> }
}
