//! Uses per month as 13 small bars, each scaled to the highest month of its row. The total is in the column before.

use crate::ui::locale;
use i18n::users as t;
use leptos::prelude::*;
use std::fmt::Write as _;

/// Renders the bars, with the numbers as their label.
#[component]
pub(super) fn Sparkline(months: Vec<u32>, span: String) -> impl IntoView {
    let values: Vec<String> = months.iter().map(ToString::to_string).collect();
    let label = t::PerMonthLabel { span, values: values.join(", ") }.text(locale());
    view! { <svg class="spark" viewBox="0 0 91 22" role="img" aria-label=label inner_html=bars(&months)></svg> }
}

fn bars(months: &[u32]) -> String {
    let most = months.iter().copied().max().unwrap_or(0).max(1);
    let mut bars = String::new();
    for (n, &uses) in months.iter().enumerate() {
        // Even one use in a thousand is visible; zero is a line at the bottom.
        let height = if uses == 0 { 2 } else { 3 + 18 * uses / most };
        let class = if uses == 0 { " class=\"z\"" } else { "" };
        // Writing to a `String` cannot fail.
        let _ = write!(
            bars,
            "<rect{class} x=\"{}\" y=\"{}\" width=\"5\" height=\"{height}\" rx=\"1\"/>",
            7 * n,
            22 - height
        );
    }
    bars
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_bar_fills_the_height_and_none_is_a_line() {
        let drawn = bars(&[0, 1, 1000]);
        assert!(drawn.starts_with("<rect class=\"z\" x=\"0\" y=\"20\" width=\"5\" height=\"2\""), "{drawn}");
        assert!(drawn.contains("<rect x=\"7\" y=\"19\" width=\"5\" height=\"3\""), "{drawn}");
        assert!(drawn.ends_with("x=\"14\" y=\"1\" width=\"5\" height=\"21\" rx=\"1\"/>"), "{drawn}");
        assert!(!bars(&[0; 13]).contains("<rect x"), "nothing is drawn as a use where there is none");
    }
}
