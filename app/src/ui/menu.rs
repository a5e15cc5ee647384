//! A menu on `<details>`: opens and closes without script. With script it also closes on Escape and on a press
//! elsewhere; the frame listens for that once, for all menus.

use leptos::prelude::*;

/// A summary and what opens under it.
#[component]
pub fn Menu(
    /// The class beside `menu`.
    #[prop(optional)]
    class: &'static str,
    /// What is always visible.
    #[prop(into)]
    summary: ViewFn,
    children: Children,
) -> impl IntoView {
    view! {
        <details class=format!("menu {class}")>
            <summary>{summary.run()}</summary>
            <div class="pop">{children()}</div>
        </details>
    }
}
