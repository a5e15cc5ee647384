//! *Domain names* (R-3.2): both lists, each with a form, and the preview of a change. A form first opens the preview,
//! which is in the URL (`?list=…&domain=…`, `?remove=…`) and names everyone who gains or loses access before anything is
//! stored.

use super::{
    api::get_domains,
    dto::{DomainChange, DomainForm, DomainsView},
    list::ListSection,
    preview::ChangePreview,
};
use crate::{
    AppError,
    layout::{PageUrl, account_page},
    ui::{FlashNotice, Heading, locale},
};
use esecure::{id::DomainRuleId, policy::DomainList};
use i18n::domains as t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::params::ParamsMap;

/// Fetches both lists, and the preview of the change in the query.
pub(crate) async fn fetch(url: PageUrl) -> Result<DomainsView, AppError> {
    get_domains(url.account, change_in(&url.query)).await
}

/// `/esecure/domains`
#[component]
pub(crate) fn DomainsPage() -> impl IntoView {
    let locale = locale();
    let page = account_page(fetch, move |DomainsView { names, change }, account| {
        let (typed, preview) = match change {
            Some((change, Ok(preview))) => (None, Some(view! { <ChangePreview change preview/> }.into_any())),
            Some((DomainChange::Add(form), Err(error))) => (Some((form, error)), None),
            // The entry was removed already; the lists show that.
            Some((DomainChange::Remove(_), Err(_))) | None => (None, None),
        };
        let is_previewed = preview.is_some();
        let typed_in = |list: DomainList| typed.clone().filter(|(form, _)| form.list == list);
        let (authorised, may_ask) = (typed_in(DomainList::Authorised), typed_in(DomainList::MayAsk));
        view! {
                <div class="head"><div><Heading>{t::title(locale)}</Heading><p>{t::lead(locale, account.number)}</p></div></div>
                <FlashNotice/>
                {preview}
                <ListSection list=DomainList::Authorised rows=names.authorised typed=authorised is_previewed/>
                <ListSection list=DomainList::MayAsk rows=names.may_ask typed=may_ask is_previewed/>
            }
            .into_any()
    });
    view! { <Title text=t::title(locale)/><div class="domains">{page}</div> }
}

/// Parses the change from the query.
fn change_in(query: &ParamsMap) -> Option<DomainChange> {
    if let Some(id) = query.get_str("remove") {
        return DomainRuleId::parse(id).map(DomainChange::Remove);
    }
    let list = DomainList::from_code(query.get_str("list")?)?;
    let domain = query.get_str("domain")?.to_owned();
    Some(DomainChange::Add(DomainForm { list, domain, with_subdomains: query.get_str("with_subdomains").is_some() }))
}
