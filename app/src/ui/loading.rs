//! Placeholder for rows that are loading. Invisible for 300 ms, so that quick answers do not flicker. Not a live
//! region: each page has only one, for events.

use leptos::prelude::*;

/// Renders grey rows, as tall as the real ones.
#[component]
pub fn Skeleton(
    #[prop(default = 4)] rows: usize,
    /// Name of the content that is loading, for screen readers.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let row = || view! { <li><span class="bone"></span><span class="bone"></span><span class="bone"></span></li> };
    view! {
        <div class="card bones" role="group" aria-busy="true">
            <span class="sr">{label}</span>
            <ul role="list" aria-hidden="true">{(0..rows).map(|_| row()).collect::<Vec<_>>()}</ul>
        </div>
    }
}
