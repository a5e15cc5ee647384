//! How much of a whole, as a bar with its figures beside it. Drawn as SVG: the pages allow no inline styles.

use leptos::prelude::*;

/// A bar and its sentence.
#[component]
pub fn Meter(
    /// What is measured, for screen readers.
    #[prop(into)]
    label: String,
    value: u64,
    max: u64,
    /// The sentence above the bar.
    children: Children,
) -> impl IntoView {
    // Tenths of a per cent, rounded down: a full bar means all of them.
    let share = (value.min(max) * 1000).checked_div(max).unwrap_or(0);
    let width = format!("{}.{}%", share / 10, share % 10);
    view! {
        <div class="meter">
            <span>{children()}</span>
            <div class="track" role="meter" aria-label=label aria-valuemin="0"
                aria-valuemax=max.max(1).to_string() aria-valuenow=value.min(max).to_string()>
                <svg aria-hidden="true"><rect width=width height="100%"/></svg>
            </div>
        </div>
    }
}
