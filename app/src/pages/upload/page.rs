//! *Upload* (R-3.3, section 4). The server renders the drop zone, which takes a file before the client starts; the
//! editor around it is rendered after hydration, because only the browser has the file.

#[cfg(feature = "hydrate")]
use super::editor::parts;
use crate::{
    AppError,
    layout::{PageUrl, account_page, check_administrator},
    ui::{Glyph, Heading, Icon, ViewFn, locale},
};
#[cfg(not(feature = "hydrate"))]
use crate::{
    layout::account_url,
    routes,
    ui::{escape, view_fn},
};
use esecure::id::AccountId;
use i18n::upload as t;
use leptos::{ev, html, prelude::*};
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

/// Parts of the page. All but the lead and the card of the file are empty until the page is hydrated.
pub(super) struct Parts {
    pub lead: ViewFn,
    pub tools: ViewFn,
    pub before_file: ViewFn,
    pub file: ViewFn,
    pub after_file: ViewFn,
}

#[component]
fn Upload(account: AccountId) -> impl IntoView {
    let Parts { lead, tools, before_file, file, after_file } = parts(account);
    view! {
        <div class="head">
            <div><Heading>{t::title(locale())}</Heading><p>{lead}</p></div>
            <div>{tools}</div>
        </div>
        <noscript inner_html=scriptless_text()></noscript>
        {before_file}
        {file}
        {after_file}
    }
}

/// Card of the file: the drop zone until a file is read. `is_over` is set while a file is dragged over the page.
pub(super) fn file_card(
    is_over: Box<dyn Fn() -> Option<&'static str> + Send>,
    content: ViewFn,
    progress: ViewFn,
) -> AnyView {
    view! { <section class="card file" data-over=is_over aria-labelledby="file">{content}{progress}</section> }
        .into_any()
}

/// File input over its instructions. Takes a file by itself, so that it works before hydration.
pub(super) fn drop_zone(input: NodeRef<html::Input>, chosen: Box<dyn FnMut(ev::Event) + Send>) -> AnyView {
    let locale = locale();
    view! {
        <div class="empty drop">
            <Icon of=Glyph::File/>
            <h2 id="file">{t::drop_title(locale)}<span class="here">" "{t::drop_here(locale)}</span></h2>
            <p>{t::drop_text(locale)}</p>
            <label class="btn primary" for="choose">{t::choose(locale)}</label>
            <p class="muted small">{t::columns_text(locale)}</p>
            <input type="file" id="choose" accept=ACCEPTED autocomplete="off" node_ref=input on:change=chosen/>
        </div>
    }
    .into_any()
}

/// Kinds of files that the browser's dialog offers.
pub(super) const ACCEPTED: &str = ".csv,.txt,.tsv,text/csv,text/plain,text/tab-separated-values";

#[cfg(not(feature = "hydrate"))]
fn parts(_: AccountId) -> Parts {
    let nothing = || view_fn(|| None::<AnyView>);
    let file = || {
        let empty = view_fn(|| drop_zone(NodeRef::new(), Box::new(|_| ())));
        Some(file_card(Box::new(|| None), empty, view_fn(|| None::<AnyView>)))
    };
    Parts {
        lead: view_fn(|| t::lead(locale())),
        tools: nothing(),
        before_file: nothing(),
        file: view_fn(file),
        after_file: nothing(),
    }
}

/// Another way to add users, for readers without script. Markup, because a browser with script does not parse it.
#[cfg(not(feature = "hydrate"))]
fn scriptless_text() -> String {
    let (locale, url) = (locale(), escape(&account_url(routes::NEW_USER)));
    let (text, link) = (escape(t::needs_script(locale)), escape(t::add_one(locale)));
    format!("<p>{text} <a href=\"{url}\">{link}</a></p>")
}

/// Returns nothing: the client runs with script only.
#[cfg(feature = "hydrate")]
fn scriptless_text() -> &'static str {
    ""
}
