//! What stands where rows will be. It stays invisible for 300 ms, so that a quick answer does not flicker. It is no live
//! region: a page has one, for what has happened.

use leptos::prelude::*;

/// Rows of grey, as tall as the real ones.
#[component]
pub fn Bones(
    #[prop(default = 4)] rows: usize,
    /// What is loading, for screen readers.
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
