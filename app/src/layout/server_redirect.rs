//! Fallback for URLs without a client page: loads the URL from the server, which has for instance a page of forms
//! there, or answers that there is none.

use crate::routes;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

#[component]
pub fn ServerRedirect() -> impl IntoView {
    let location = use_location();
    Effect::new(move |_| {
        let (path, query) = (location.pathname.get(), location.search.get());
        // The browser itself reports a URL that it cannot open.
        let _ = window().location().set_href(&routes::with_query(&path, &query));
    });
}
