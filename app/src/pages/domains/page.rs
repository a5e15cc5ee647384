//! *Domain names* (R-3.2): both lists, each with a form, and the preview of a change. A form first requests the preview
//! by GET (`?list=…&domain=…`, `?remove=…`), which names everyone who gains or loses access before anything is stored.

use super::{
    dto::{DomainChange, DomainForm, DomainNames, DomainPreview},
    list::List,
    preview::Preview,
};
use crate::{
    AppError,
    backend::Backend,
    forms::{
        account_page::account_page,
        posted::{Posted, done},
    },
    ui::{Heading, locale},
};
use esecure::{id::DomainRuleId, person::Administrator, policy::DomainList};
use i18n::domains as t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{hooks::use_query_map, params::ParamsMap};
use std::sync::Arc;

/// Data of the page.
struct Shown {
    names: DomainNames,
    /// Change in the query, with its preview or the error.
    change: Option<(DomainChange, Result<DomainPreview, AppError>)>,
}

/// `/esecure/domains`
#[component]
pub(crate) fn DomainsPage() -> impl IntoView {
    let locale = locale();
    let change = change(&use_query_map().read_untracked());
    let page = account_page(
        move |backend, seat| load(backend, seat, change),
        move |shown, account| {
            let Shown { names, change } = shown;
            let typed = match &change {
                Some((DomainChange::Add(form), Err(error))) => Some((form.clone(), error.clone())),
                _ => None,
            };
            let of = |list: DomainList| typed.clone().filter(|(form, _)| form.list == list);
            let (authorised, may_ask) = (of(DomainList::Authorised), of(DomainList::MayAsk));
            let preview = match change {
                Some((change, Ok(preview))) => Some(view! { <Preview change preview/> }.into_any()),
                // The entry was removed already; the lists show that.
                Some((DomainChange::Remove(_), Err(_)) | (DomainChange::Add(_), Err(_))) | None => None,
            };
            view! {
                <div class="head"><div><Heading>{t::title(locale)}</Heading><p>{t::lead(locale, account.number)}</p></div></div>
                {done(|what| match what {
                    "added" => Some(t::done_added(locale).to_owned()),
                    "removed" => Some(t::done_removed(locale).to_owned()),
                    _ => None,
                })}
                {Posted::from_context().refusal()}
                {preview}
                <List list=DomainList::Authorised rows=names.authorised typed=authorised/>
                <List list=DomainList::MayAsk rows=names.may_ask typed=may_ask/>
            }
            .into_any()
        },
    );
    view! { <Title text=t::title(locale)/><div class="domains">{page}</div> }
}

async fn load(backend: Arc<dyn Backend>, seat: Administrator, change: Option<DomainChange>) -> Result<Shown, AppError> {
    let names = backend.domain_names(&seat).await?;
    let change = match change {
        None => None,
        Some(change) => {
            let preview = backend.preview_domain(&seat, change.clone()).await;
            Some((change, preview))
        }
    };
    Ok(Shown { names, change })
}

/// Parses the change from the query.
fn change(query: &ParamsMap) -> Option<DomainChange> {
    if let Some(id) = query.get_str("remove") {
        return DomainRuleId::parse(id).map(DomainChange::Remove);
    }
    let list = DomainList::from_code(query.get_str("list")?)?;
    let domain = query.get_str("domain")?.to_owned();
    Some(DomainChange::Add(DomainForm { list, domain, with_subdomains: query.get_str("with_subdomains").is_some() }))
}
