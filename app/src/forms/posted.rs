//! What was posted and refused: the page that is sent again shows it where it was typed.

use crate::{
    AppError,
    error::Problem,
    locales::{common, forms as t},
    ui::{ErrorNotice, Glyph, Icon, Notice, Tone, locale},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};
use std::collections::BTreeMap;

/// The field that tells which form of a page was pressed.
pub const PRESSED: &str = "do";
/// In the address: what the last press has done, for the page that it led to.
pub const DONE: &str = "done";

/// What a form holds, by name.
pub type Fields = BTreeMap<String, String>;

/// A post that was refused. The handler puts it into the page's context.
#[derive(Debug, Clone, Default)]
pub struct Posted {
    /// What was typed, ticked and pressed.
    pub fields: Fields,
    /// Why it was refused; nothing where nothing was posted.
    pub error: Option<AppError>,
}

impl Posted {
    /// What this page was sent again for.
    pub(super) fn here() -> Self {
        use_context().unwrap_or_default()
    }

    /// The same, for one form of several on a page.
    pub(super) fn by(form: &str) -> Self {
        let posted = Self::here();
        if posted.fields.get(PRESSED).is_some_and(|pressed| pressed == form) { posted } else { Self::default() }
    }

    /// Whether this form was sent.
    pub(super) fn is_there(&self) -> bool {
        self.error.is_some()
    }

    /// What stands in a field: what was typed, or else what is stored.
    pub(super) fn value(&self, name: &str, stored: &str) -> String {
        self.fields.get(name).map_or(stored, String::as_str).to_owned()
    }

    /// Whether a box is ticked: as it was sent, or else as it is stored.
    pub(super) fn ticked(&self, name: &str, stored: bool) -> bool {
        if self.is_there() { self.fields.contains_key(name) } else { stored }
    }

    /// What is wrong with a field.
    pub(super) fn problem(&self, name: &str) -> Option<String> {
        self.error.as_ref()?.of(name).map(str::to_owned)
    }

    /// The refusal, above the form's fields. It takes the focus, and leads to each field that it is about.
    pub(super) fn refusal(&self) -> Option<AnyView> {
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

/// What the last press has done, by the code in the address. It takes the focus.
pub(super) fn done(say: impl Fn(&str) -> Option<String>) -> Option<AnyView> {
    let said = say(&use_query_map().read_untracked().get(DONE)?)?;
    Some(
        view! {
            <div class="said" tabindex="-1" autofocus=true><Notice is=Tone::Approved title=said/></div>
        }
        .into_any(),
    )
}

/// The page of somebody whose sign-in ended before they pressed: what they typed is kept here, and is sent again once they
/// have signed in. A password is not kept.
#[component]
pub(super) fn SignedOut() -> impl IntoView {
    let locale = locale();
    let posted = Posted::here();
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
    // In a tab of its own where something is kept here.
    let page = again.is_none();
    view! { <ErrorNotice error=AppError::SignedOut locale here=here.clone() page/>{again} }
}
