//! Form whose fields become the query of the page's URL, such as filters. With the client the document stays.

use super::{AccountField, PageData};
use leptos::{ev::SubmitEvent, form::form_data_from_event, prelude::*, web_sys::UrlSearchParams};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

/// Renders the form with the hidden field of the account.
#[component]
pub fn QueryForm(
    /// Path of the page.
    action: &'static str,
    children: Children,
) -> impl IntoView {
    let (navigate, location, data) = (use_navigate(), use_location(), use_context::<PageData>());
    let submit = move |event: SubmitEvent| {
        let fields = form_data_from_event(&event).ok();
        let query = fields.and_then(|fields| UrlSearchParams::new_with_str_sequence_sequence(&fields).ok());
        // Without them the browser itself opens the URL.
        if let Some(query) = query {
            event.prevent_default();
            let query = String::from(query.to_string());
            let same = *location.pathname.read_untracked() == *action && *location.search.read_untracked() == query;
            match data {
                Some(data) if same => data.reload(),
                _ => navigate(
                    &format!("{action}?{query}"),
                    NavigateOptions { scroll: false, ..NavigateOptions::default() },
                ),
            }
        }
    };
    view! { <form method="get" action=action on:submit=submit novalidate><AccountField/>{children()}</form> }
}
