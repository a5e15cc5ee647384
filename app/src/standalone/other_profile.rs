//! Response to a form whose page was rendered for another profile than the one signed in now.

use super::{PageContext, document::page};
use crate::ui::PAGE_PROFILE;
use i18n::{common, plain as t};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Form fields by name.
pub type Fields = BTreeMap<String, String>;

/// Refused form, which can be sent again from this page once the former profile is signed in again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Path the form was posted to.
    pub action: String,
    /// All fields. Passwords are not written into the page.
    pub fields: Fields,
}

/// Names the current profile, links to `here`, and keeps the submitted fields.
pub fn other_profile(reader: &PageContext, name: &str, here: &str, kept: Option<Kept>) -> String {
    use common::error as e;
    let locale = reader.locale;
    let title = e::other_profile(locale);
    let kept =
        kept.filter(|kept| kept.fields.keys().any(|name| name != PAGE_PROFILE)).map(|Kept { action, fields }| {
            let fields = fields.into_iter().filter(|(name, _)| !name.contains("password"));
            let fields: Vec<_> =
                fields.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect();
            view! {
                <form class="stack" method="post" action=action>
                    {fields}
                    <p class="muted">{t::other_profile_kept(locale)}</p>
                    <button class="btn big full" type="submit">{t::send_again(locale)}</button>
                </form>
            }
        });
    let here = here.to_owned();
    page(reader, title, "slip", || {
        view! {
            <div role="alert">
                <h1 tabindex="-1">{title}</h1>
                <p class="muted">{e::other_profile_text(locale, name)}</p>
            </div>
            <a class="btn big primary full" href=here>{common::load_again(locale)}</a>
            {kept}
        }
    })
}
