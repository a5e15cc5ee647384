//! Profile that this page was rendered for. Every form and every server function sends the profile back, and the server
//! refuses the request if another profile is signed in by then.

#[cfg(not(feature = "ssr"))]
use super::locale::attribute;
use leptos::prelude::*;

/// Form field that holds the profile.
pub const PAGE_PROFILE: &str = "page_profile";
/// Request header of server functions that holds the profile.
pub const PAGE_PROFILE_HEADER: &str = "x-page-profile";

/// Returns the profile of this page, `None` if signed out. The server only compares this value and trusts it for
/// nothing else.
#[cfg(feature = "ssr")]
pub fn page_profile() -> Option<String> {
    use_context::<crate::session::SignedIn>().map(|who| who.person.profile.to_string())
}

/// Returns the profile of this page, from the attribute that the server wrote on `<html>`.
#[cfg(not(feature = "ssr"))]
pub fn page_profile() -> Option<String> {
    attribute("data-profile")
}

/// Renders the hidden profile field, the first field of every posted form of the portal.
#[component]
pub fn PageProfile() -> impl IntoView {
    view! { <input type="hidden" name=PAGE_PROFILE value=page_profile().unwrap_or_default()/> }.into_any()
}
