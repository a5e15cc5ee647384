//! An address that the client has no page for: the server may have one, of forms for instance, or says that there is none.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

#[component]
pub fn Elsewhere() -> impl IntoView {
    let location = use_location();
    Effect::new(move |_| {
        let (path, query) = (location.pathname.get(), location.search.get());
        let to = if query.is_empty() { path } else { format!("{path}?{query}") };
        // The browser itself tells of an address that it cannot go to.
        let _ = window().location().set_href(&to);
    });
}
