//! Error of a page that cannot be shown, and notice of an ended session.

use super::{Live, Stand};
use crate::{
    AppError,
    ui::{ErrorNotice, Heading, locale, piece},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Renders the page's name and the error, and sets the response status. Signing in again returns to the page.
#[component]
pub fn Failed(
    error: AppError,
    /// Name of the page, if its own heading is missing too.
    #[prop(optional, into)]
    title: Option<String>,
) -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::session::answer_with(&error);
    let location = use_location();
    let here = current_url(&location.pathname.read_untracked(), &location.search.read_untracked());
    view! {
        {title.map(|title| view! { <div class="head"><div><Heading>{title}</Heading></div></div> }.into_any())}
        <ErrorNotice error locale=locale() here page=true/>
    }
}

/// Shows above the page that its profile is signed out. Typed input stays, but the server refuses every command.
#[component]
pub(super) fn Ended(live: Live) -> impl IntoView {
    let location = use_location();
    piece(move || match live.stand.get() {
        Stand::Ended(name) => {
            let error = name.map_or(AppError::SignedOut, AppError::OtherProfile);
            let here = current_url(&location.pathname.read(), &location.search.read());
            Some(view! { <div class="ended"><ErrorNotice error locale=locale() here/></div> }.into_any())
        }
        _ => None,
    })
}

/// Joins path and query; the router stores the query without `?`.
fn current_url(path: &str, query: &str) -> String {
    match query {
        "" => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}
