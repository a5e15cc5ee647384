//! Where toasts appear: one polite region a page. What stands in it is spoken when it comes.

use leptos::prelude::*;

/// The region. A toast in it is `<div class="toast">`.
#[component]
pub fn Toasts(
    /// The toasts, or nothing.
    children: Children,
) -> impl IntoView {
    view! { <div class="toasts" role="status">{children()}</div> }
}
