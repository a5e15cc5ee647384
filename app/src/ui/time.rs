//! An instant, as the server said it: the reader's words, and the exact time for programs and for hovering.

use crate::view::When;
use leptos::prelude::*;

/// `<time>` with its exact value.
#[component]
pub fn Time(when: When) -> impl IntoView {
    view! { <time datetime=when.iso title=when.full>{when.text}</time> }
}
