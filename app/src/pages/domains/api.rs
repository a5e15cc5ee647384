//! Server functions of the page.

#[cfg(feature = "ssr")]
use super::dto::DomainForm;
use super::dto::{DomainChange, DomainsView};
use crate::{AppError, client::PageClient, wire::PostcardPost};
#[cfg(feature = "ssr")]
use crate::{backend::backend, layout::seat, session::StatusResponder};
use esecure::{
    id::{AccountId, DomainRuleId},
    policy::DomainList,
};
use leptos::prelude::*;

/// returns both domain lists, and the preview of a change.
#[server(prefix = "/fn", endpoint = "domains", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn get_domains(account: Option<AccountId>, change: Option<DomainChange>) -> Result<DomainsView, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    let names = answer.finish(backend.domain_names(&administrator).await)?;
    // A refused preview is part of the page, so it sets no status.
    let change = match change {
        Some(change) => {
            let preview = backend.preview_domain(&administrator, change.clone()).await;
            Some((change, preview))
        }
        None => None,
    };
    Ok(DomainsView { names, change })
}

/// adds a domain to a list, or changes the subdomains flag of its entry.
#[server(prefix = "/fn", endpoint = "add-domain", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn add_domain(
    account: Option<AccountId>,
    list: DomainList,
    domain: String,
    /// Checkbox: include subdomains.
    #[server(default)]
    with_subdomains: bool,
) -> Result<(), AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.add_domain(&administrator, DomainForm { list, domain, with_subdomains }).await)
}

/// removes an entry from its list.
#[server(prefix = "/fn", endpoint = "remove-domain", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn remove_domain(account: Option<AccountId>, id: DomainRuleId) -> Result<(), AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let administrator = seat(account.as_ref())?;
    answer.finish(backend.remove_domain(&administrator, id).await)
}
