//! Names the profile that this page was rendered for. Every form and every server function carries it back, and the
//! server does nothing where another profile is signed in by then.

#[cfg(not(feature = "ssr"))]
use super::locale::attribute;
use leptos::prelude::*;

/// The field of a form that holds the profile.
pub const PAGE_PROFILE: &str = "page_profile";
/// The header of a server function's request that holds the profile.
pub const PAGE_PROFILE_HEADER: &str = "x-page-profile";

/// The profile of this page; none where nobody was signed in. The server compares it and trusts it for nothing else.
#[cfg(feature = "ssr")]
pub fn page_profile() -> Option<String> {
    use_context::<crate::session::SignedIn>().map(|who| who.person.profile.to_string())
}

/// The profile of this page, from the attribute that the server wrote on `<html>`.
#[cfg(not(feature = "ssr"))]
pub fn page_profile() -> Option<String> {
    attribute("data-profile")
}

/// The hidden field that carries the profile. Every posted form of the portal begins with it.
#[component]
pub fn PageProfile() -> impl IntoView {
    view! { <input type="hidden" name=PAGE_PROFILE value=page_profile().unwrap_or_default()/> }.into_any()
}
