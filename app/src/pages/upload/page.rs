//! *Upload* (R-3.3, section 4). The server renders the heading; the browser adds the tools and the editor after
//! hydration, because only the browser has the file.

#[cfg(feature = "hydrate")]
use super::editor::parts;
#[cfg(not(feature = "hydrate"))]
use crate::ui::{ViewFn, view_fn};
use crate::{
    AppError,
    layout::{PageUrl, account_page, account_url, check_administrator},
    routes,
    ui::{Heading, locale},
};
use esecure::id::AccountId;
use i18n::upload as t;
use leptos::prelude::*;
use leptos_meta::Title;

/// Checks that the person may upload; the page fetches its data itself.
pub(crate) async fn fetch(url: PageUrl) -> Result<(), AppError> {
    check_administrator(url.account).await
}

/// `/esecure/upload`
#[component]
pub fn UploadPage() -> impl IntoView {
    let page = account_page(fetch, |(), account| view! { <Upload account=account.id/> }.into_any());
    view! { <Title text=t::title(locale())/><div class="upload">{page}</div> }
}

#[component]
fn Upload(account: AccountId) -> impl IntoView {
    let locale = locale();
    let (tools, editor) = parts(account);
    view! {
        <div class="head">
            <div><Heading>{t::title(locale)}</Heading><p>{t::lead(locale)}</p></div>
            <div>{tools}</div>
        </div>
        {editor}
    }
}

/// The server renders no tools, and the waiting text in place of the editor.
#[cfg(not(feature = "hydrate"))]
fn parts(_: AccountId) -> (ViewFn, ViewFn) {
    (view_fn(|| None::<AnyView>), view_fn(waiting))
}

/// Text in place of the editor until the page is hydrated, with another way for readers without script.
pub(super) fn waiting() -> AnyView {
    let locale = locale();
    view! {
        <p class="muted">{t::loading(locale)}</p>
        <p>{t::needs_script(locale)}" "<a href=account_url(routes::NEW_USER)>{t::add_one(locale)}</a></p>
    }
    .into_any()
}
