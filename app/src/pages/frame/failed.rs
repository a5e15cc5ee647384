//! A page that could not be shown.

use super::{Live, Stand};
use crate::{
    AppError,
    ui::{ErrorNotice, Heading, locale, piece},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The page's name, and why it is not there; the answer has the error's status. Signing in again leads back to it.
#[component]
pub fn Failed(
    error: AppError,
    /// The page's name, where its own heading is missing too.
    #[prop(optional, into)]
    title: Option<String>,
) -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::session::answer_with(&error);
    let location = use_location();
    let here = here(&location.pathname.read_untracked(), &location.search.read_untracked());
    view! {
        {title.map(|title| view! { <div class="head"><div><Heading>{title}</Heading></div></div> }.into_any())}
        <ErrorNotice error locale=locale() here page=true/>
    }
}

/// Says above the page that its profile is signed in no more. What was typed stays; the server does nothing for it.
#[component]
pub(super) fn Ended(live: Live) -> impl IntoView {
    let location = use_location();
    piece(move || match live.stand.get() {
        Stand::Ended(name) => {
            let error = name.map_or(AppError::SignedOut, AppError::OtherProfile);
            let here = here(&location.pathname.read(), &location.search.read());
            Some(view! { <div class="ended"><ErrorNotice error locale=locale() here/></div> }.into_any())
        }
        _ => None,
    })
}

/// Path and query; the router keeps the query without its mark.
fn here(path: &str, query: &str) -> String {
    match query {
        "" => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}
