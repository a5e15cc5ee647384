//! Four setup steps from the first sign-in to enforcement. Once it is on, the page says so and links to the queue.

use super::{api::get_setup, contact::Contact, dto::Setup, steps::Steps};
use crate::{
    AppError,
    layout::{PageUrl, account_page},
    ui::{Heading, locale},
};
use i18n::setup as t;
use leptos::prelude::*;
use leptos_meta::Title;

/// Fetches the data of the page.
pub(crate) async fn fetch(url: PageUrl) -> Result<Setup, AppError> {
    get_setup(url.account).await
}

/// `/esecure`
#[component]
pub(crate) fn SetupPage() -> impl IntoView {
    let page = account_page(fetch, |setup, _| view! { <Board setup/> }.into_any());
    view! { <Title text=t::title(locale())/><div class="setup">{page}</div> }
}

#[component]
pub(crate) fn Board(setup: Setup) -> impl IntoView {
    let locale = locale();
    let number = setup.account.number.clone();
    let (heading, lead) = if setup.account.enforced {
        (t::heading_on(locale, number), t::lead_on(locale))
    } else {
        (t::heading(locale, number), t::lead(locale))
    };
    let share = setup.share_contact;
    view! {
        <div class="head"><div><Heading>{heading}</Heading><p>{lead}</p></div></div>
        <Steps setup/>
        <aside class="after" aria-labelledby="after-title">
            <h2 id="after-title">{t::after(locale)}</h2>
            <p class="muted">{t::after_text(locale)}</p>
            <Contact share/>
        </aside>
    }
}
