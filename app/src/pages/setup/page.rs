//! Four setup steps from the first sign-in to enforcement. Once it is on, the page leads to the queue, and the steps have
//! an address of their own.

use super::{api::get_setup, contact::Contact, dto::Setup, steps::Steps};
use crate::{
    AppError,
    layout::{PageUrl, account_page, account_url},
    routes,
    ui::{Heading, locale},
};
use i18n::setup as t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// Fetches the data of the page.
pub(crate) async fn fetch(url: PageUrl) -> Result<Setup, AppError> {
    get_setup(url.account).await
}

/// `/esecure`
#[component]
pub(crate) fn SetupPage() -> impl IntoView {
    let query = use_query_map();
    let page = account_page(fetch, move |setup: Setup, _| {
        if setup.account.enforced && query.with_untracked(|query| query.get_str("steps").is_none()) {
            lead_to(account_url(routes::QUEUE))
        } else {
            view! { <Board setup/> }.into_any()
        }
    });
    view! { <Title text=t::title(locale())/><div class="setup">{page}</div> }
}

/// Answers with a redirect.
#[cfg(feature = "ssr")]
fn lead_to(url: String) -> AnyView {
    leptos_axum::redirect(&url);
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::SEE_OTHER);
    }
    ().into_any()
}

/// Opens another page in place of this one.
#[cfg(not(feature = "ssr"))]
fn lead_to(url: String) -> AnyView {
    use leptos_router::{NavigateOptions, hooks::use_navigate};

    let navigate = use_navigate();
    Effect::new(move |_| navigate(&url, NavigateOptions { replace: true, ..NavigateOptions::default() }));
    ().into_any()
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
