//! Checkbox of the E-mail consent ID with its save button.

use crate::{
    forms::{account_page::action_url, posted::done},
    routes,
    ui::{Check, PageProfile, locale},
};
use i18n::{common, setup as t};
use leptos::prelude::*;

/// Checkbox, and the message of the last submit.
#[component]
pub(super) fn Contact(share: bool) -> impl IntoView {
    let locale = locale();
    view! {
        <form method="post" action=action_url(routes::SETUP)>
            <PageProfile/>
            <Check name="on" checked=share label=t::share(locale) hint=t::share_text(locale)/>
            <button class="btn small" type="submit">{common::save(locale)}</button>
            {done(|what| match what {
                "shared" => Some(t::share_on(locale).to_owned()),
                "hidden" => Some(t::share_off(locale).to_owned()),
                _ => None,
            })}
        </form>
    }
}
