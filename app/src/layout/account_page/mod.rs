//! Pages about one account: their data, fetched by the URL, and the notices around them.

mod changes;
mod pager;
#[cfg(feature = "hydrate")]
pub mod prefetch;
mod query_form;

pub use changes::{ChangesBar, follow_changes};
pub use pager::List;
pub use query_form::QueryForm;

use super::{Failed, dto::AccountChoice, selected_account, viewers};
use crate::{
    AppError,
    client::in_background,
    routes,
    ui::{Flash, Skeleton, flash, locale, suspend_fn},
    wire::Resource,
};
use esecure::id::AccountId;
#[cfg(feature = "hydrate")]
use futures::future::Either;
use i18n::common as t;
use leptos::{prelude::*, reactive::computed::ScopedFuture};
use leptos_router::{
    hooks::{use_location, use_params_map, use_query_map},
    location::Location,
    params::ParamsMap,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{future::Future, sync::Arc};

/// Parts of the URL that decide about the data of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageUrl {
    pub account: Option<AccountId>,
    pub path: String,
    /// Parameters in the query.
    pub query: ParamsMap,
}

/// Data of the shown page.
#[derive(Clone, Copy)]
pub struct PageData {
    reload: Callback<()>,
    path: Memo<String>,
    flash: Flash,
}

impl PageUrl {
    /// Parses path and query of a link.
    #[cfg(feature = "hydrate")]
    pub fn of_link(path: &str, query: &str) -> Self {
        let query: ParamsMap = parse_query(query);
        Self { account: query.get_str("account").and_then(AccountId::parse), path: path.to_owned(), query }
    }

    /// Last segment of the path: the id on a page about one thing.
    pub fn last_segment(&self) -> &str {
        self.path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
    }
}

/// Parses a query.
#[cfg(feature = "hydrate")]
fn parse_query(query: &str) -> ParamsMap {
    use leptos::{wasm_bindgen::JsCast, web_sys::UrlSearchParams};
    use wasm_bindgen_futures::js_sys::{Array, try_iter};

    let parameters = UrlSearchParams::new_with_str(query).ok();
    let pairs = parameters.and_then(|parameters| try_iter(&parameters).ok().flatten());
    let pairs = pairs.into_iter().flatten().filter_map(|pair| pair.ok()?.dyn_into::<Array>().ok());
    pairs.filter_map(|pair| Some((pair.get(0).as_string()?, pair.get(1).as_string()?))).collect()
}

impl PageData {
    /// Provides the data of a page to its components; `reload` fetches them again.
    pub fn provide(reload: impl Fn() + Send + Sync + 'static) {
        let reload = Callback::new(move |()| reload());
        provide_context(Self { reload, path: use_location().pathname, flash: flash() });
    }

    /// Fetches the data again, and replaces the page once they are there.
    pub fn reload(self) {
        self.reload.run(());
    }

    /// Fetches the data again after an action, and shows the message `text` about it.
    pub fn done(self, text: impl Into<String>) {
        self.flash.show_at(&self.path.read_untracked(), text);
        self.reload();
    }
}

/// Returns the data of the page from its context.
pub fn page_data() -> PageData {
    expect_context()
}

/// Fetches the data of a page as the administrator of the account in the URL, and renders them with that account, or
/// renders the error. The data are fetched again when the URL changes.
pub fn account_page<T, Answer>(
    fetch: impl Fn(PageUrl) -> Answer + Send + Sync + 'static,
    show: impl Fn(T, AccountChoice) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + 'static,
    Answer: Future<Output = Result<T, AppError>> + Send + 'static,
{
    let (url, location) = (page_url(), use_location());
    let fetch = Arc::new(fetch);
    let fetch_again = Arc::clone(&fetch);
    let data: Resource<Result<T, AppError>> =
        Resource::new_with_options(move || url.get(), move |url| prefetched_or(&location, fetch(url)), false);
    PageData::provide(move || data.refetch());
    let changed = follow_changes(move || {
        let answer = fetch_again(url.get_untracked());
        Box::pin(async move {
            let now = in_background(answer).await;
            // As a plain signal: debug builds report a resource that is read outside of a view.
            now.is_ok() && (*data).try_with_untracked(|shown| shown.as_ref() != Some(&now)).unwrap_or(false)
        })
    });
    Effect::new(move |_| {
        data.track();
        changed.set(false);
    });
    let viewers = viewers();
    let page = suspend_fn(move || {
        let show = show.clone();
        async move {
            let answer = async {
                let data = data.await?;
                // Not tracked: the counts of the viewer change often, and the page would be rendered again.
                let viewer = ScopedFuture::new_untracked(async move { viewers.await }).await;
                let accounts = viewer?.ok_or(AppError::SignedOut)?.accounts;
                let chosen = url.with_untracked(|url| url.account.clone());
                let mut accounts = accounts.into_iter();
                let account = match chosen {
                    Some(id) => accounts.find(|account| account.id == id),
                    None => accounts.next(),
                };
                Ok((data, account.ok_or(AppError::NotFound)?))
            };
            match answer.await {
                Ok((data, account)) => show(data, account),
                Err(error) => view! { <Failed error/> }.into_any(),
            }
        }
    });
    let label = t::loading(locale());
    view! {
        <Transition fallback=move || view! { <Skeleton label rows=8/> }>{page}</Transition>
        <ChangesBar changed reload=Callback::new(move |()| data.refetch())/>
    }
    .into_any()
}

/// Returns the answer for this page that was fetched before the visit, or `fetch`, which is lazy like all futures.
pub fn prefetched_or<T, Answer>(
    location: &Location,
    fetch: Answer,
) -> impl Future<Output = Result<T, AppError>> + Send + 'static + use<T, Answer>
where
    T: Clone + Send + Sync + 'static,
    Answer: Future<Output = Result<T, AppError>> + Send + 'static,
{
    #[cfg(feature = "hydrate")]
    {
        let href = routes::with_query(&location.pathname.read_untracked(), &location.search.read_untracked());
        match prefetch::take(&href) {
            Some(early) => Either::Left(early),
            None => Either::Right(fetch),
        }
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = location;
        fetch
    }
}

/// Returns the URL of the page. Stays as it is while another page is opened, so that nothing is fetched for a page that
/// is being left.
fn page_url() -> Memo<PageUrl> {
    let (account, query, path) = (selected_account(), use_query_map(), use_location().pathname);
    // A page about one thing stays when another id is opened.
    let has_id = use_params_map().with_untracked(|parameters| parameters.clone().into_iter().next().is_some());
    let page = move |path: &str| match path.rsplit_once('/') {
        Some((folder, _)) if has_id => folder.to_owned(),
        _ => path.to_owned(),
    };
    let own = page(&path.read_untracked());
    Memo::new(move |before: Option<&PageUrl>| match before {
        Some(before) if page(&path.read()) != own => before.clone(),
        _ => PageUrl { account: account.get(), path: path.get(), query: query.get() },
    })
}

/// URL of a page for the current account.
pub fn account_url(path: &str) -> String {
    routes::with_account(path, selected_account().get_untracked().as_ref())
}

/// Hidden field with the account of the page.
#[component]
pub fn AccountField() -> impl IntoView {
    let account = selected_account().get_untracked();
    account.map(|account| view! { <input type="hidden" name="account" value=account.to_string()/> }.into_any())
}
