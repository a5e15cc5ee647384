//! Share of a whole, as a bar with its figures. Drawn as SVG, because the pages allow no inline styles.

use leptos::prelude::*;

/// Renders a bar with its sentence.
#[component]
pub fn Meter(
    /// Name of the measured quantity, for screen readers.
    #[prop(into)]
    label: String,
    value: u64,
    max: u64,
    /// Sentence above the bar.
    children: Children,
) -> impl IntoView {
    // Tenths of a per cent, rounded down, so that only the whole fills the bar.
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
