//! Menu on `<details>`: opens and closes without script. With script the menu also closes on Escape and on clicks
//! outside; the frame has one listener for all menus.

use leptos::{html, prelude::*};

/// Renders a summary and the popup below.
#[component]
pub fn Menu(
    /// Additional CSS class of the menu.
    #[prop(optional)]
    class: &'static str,
    /// Reference to the menu, for a page that opens it by itself.
    #[prop(optional)]
    details: NodeRef<html::Details>,
    /// Content of the summary, always visible.
    #[prop(into)]
    summary: ViewFn,
    children: Children,
) -> impl IntoView {
    view! {
        <details class=format!("menu {class}") node_ref=details>
            <summary>{summary.run()}</summary>
            <div class="pop">{children()}</div>
        </details>
    }
}
