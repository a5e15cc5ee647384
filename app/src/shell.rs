//! The document around every page, and the routes.

use leptos::prelude::*;

/// The application: context and routes.
#[component]
pub fn App() -> impl IntoView {
    view! { <p>"eSecure"</p> }
}

/// The HTML document, rendered by the server.
#[cfg(feature = "ssr")]
pub fn shell() -> impl IntoView {
    view! { <!DOCTYPE html><html><body><App/></body></html> }
}
