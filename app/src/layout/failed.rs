//! Error of a page that cannot be shown, and notice of an ended session.

use super::{ConnectionState, Live};
use crate::{
    AppError, routes,
    ui::{ErrorNotice, Heading, locale, view_fn},
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
    let here = routes::with_query(&location.pathname.read_untracked(), &location.search.read_untracked());
    // Takes the place of [`Ended`].
    let class = if matches!(error, AppError::SignedOut | AppError::OtherProfile(_)) { "in-place" } else { "" };
    view! {
        {title.map(|title| view! { <div class="head"><div><Heading>{title}</Heading></div></div> }.into_any())}
        <div class=class><ErrorNotice error locale=locale() here page=true/></div>
    }
}

/// Shows above the page that its profile is signed out. Typed input stays, but the server refuses every command.
#[component]
pub(super) fn Ended(live: Live) -> impl IntoView {
    let location = use_location();
    view_fn(move || match live.connection.get() {
        ConnectionState::SignedOut(name) => {
            let error = name.map_or(AppError::SignedOut, AppError::OtherProfile);
            let here = routes::with_query(&location.pathname.read(), &location.search.read());
            Some(view! { <div class="ended"><ErrorNotice error locale=locale() here/></div> }.into_any())
        }
        _ => None,
    })
}
