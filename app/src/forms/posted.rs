//! Refused form submits: the page is rendered again with the input and the errors.

use crate::{
    AppError,
    error::Problem,
    ui::{ErrorNotice, Glyph, Icon, Notice, Tone, locale},
};
use i18n::{common, forms as t};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};
use std::collections::BTreeMap;

/// Form field that identifies the submitted form of a page.
pub const PRESSED: &str = "do";
/// Query parameter: code of the last action, for the success message after the redirect.
pub const DONE: &str = "done";

/// Form fields by name.
pub type Fields = BTreeMap<String, String>;

/// Refused submit. The handler provides it as context.
#[derive(Debug, Clone, Default)]
pub struct Posted {
    /// Submitted fields.
    pub fields: Fields,
    /// Error; `None` if nothing was submitted.
    pub error: Option<AppError>,
}

impl Posted {
    /// Refused submit of this page.
    pub(crate) fn from_context() -> Self {
        use_context().unwrap_or_default()
    }

    /// Refused submit of one of several forms on a page.
    pub(crate) fn by(form: &str) -> Self {
        let posted = Self::from_context();
        if posted.fields.get(PRESSED).is_some_and(|pressed| pressed == form) { posted } else { Self::default() }
    }

    /// True if this form was submitted.
    pub(crate) fn is_there(&self) -> bool {
        self.error.is_some()
    }

    /// Value of a field: the input, otherwise the stored value.
    pub(crate) fn value(&self, name: &str, stored: &str) -> String {
        self.fields.get(name).map_or(stored, String::as_str).to_owned()
    }

    /// State of a checkbox: as submitted, otherwise as stored.
    pub(crate) fn ticked(&self, name: &str, stored: bool) -> bool {
        if self.is_there() { self.fields.contains_key(name) } else { stored }
    }

    /// Error of a field.
    pub(crate) fn problem(&self, name: &str) -> Option<String> {
        self.error.as_ref()?.of(name).map(str::to_owned)
    }

    /// Error summary above the fields. Takes the focus and links to each invalid field.
    pub(crate) fn refusal(&self) -> Option<AnyView> {
        let error = self.error.clone()?;
        let said = match error {
            AppError::Invalid(problems) if problems.iter().all(|problem| !problem.field.is_empty()) => {
                view! { <Refused problems/> }.into_any()
            }
            error => view! { <ErrorNotice error locale=locale()/> }.into_any(),
        };
        Some(view! { <div class="said" tabindex="-1" autofocus=true>{said}</div> }.into_any())
    }
}

#[component]
fn Refused(problems: Vec<Problem>) -> impl IntoView {
    let links = problems.into_iter().map(|problem| {
        view! { <li><a href=format!("#{}", problem.field)>{problem.text}</a></li> }
    });
    view! {
        <Notice is=Tone::Rejected title=common::check_fields(locale()) refusal=true>
            <ul role="list">{links.collect::<Vec<_>>()}</ul>
        </Notice>
    }
}

/// Success message by the code in the query. Takes the focus.
pub(crate) fn done(say: impl Fn(&str) -> Option<String>) -> Option<AnyView> {
    let said = say(&use_query_map().read_untracked().get(DONE)?)?;
    Some(
        view! {
            <div class="said" tabindex="-1" autofocus=true><Notice is=Tone::Approved title=said/></div>
        }
        .into_any(),
    )
}

/// Page for a submit after the session ended: keeps the input, except passwords, to submit it again after sign-in.
#[component]
pub(crate) fn SignedOut() -> impl IntoView {
    let locale = locale();
    let posted = Posted::from_context();
    let location = use_location();
    let query = location.search.get_untracked();
    let path = location.pathname.get_untracked();
    let here = if query.is_empty() { path } else { format!("{path}?{query}") };
    let again = posted.is_there().then(|| {
        let fields = posted.fields.into_iter().filter(|(name, _)| !name.contains("password"));
        let fields: Vec<_> =
            fields.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }.into_any()).collect();
        view! {
            <form method="post" action=here.clone()>
                {fields}
                <p class="btns"><button class="btn primary" type="submit"><Icon of=Glyph::Right/>{t::send_again(locale)}</button></p>
                <p class="muted">{t::kept(locale)}</p>
            </form>
        }
    });
    // Links to the sign-in in a new tab if there is input to keep.
    let page = again.is_none();
    view! { <ErrorNotice error=AppError::SignedOut locale here=here.clone() page/>{again} }
}
