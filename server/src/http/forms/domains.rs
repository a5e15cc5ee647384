//! Form handler of the *Domain names* page.

use super::FormPost;
use crate::error::ServiceError;
use app::{AppError, forms::PRESSED, pages::domains::dto::DomainForm};
use esecure::{id::DomainRuleId, policy::DomainList};

/// Adds or removes a domain rule.
pub(super) async fn submit(post: FormPost) -> Result<String, AppError> {
    let seat = post.seat()?;
    if post.text(PRESSED) == "remove" {
        let id = DomainRuleId::parse(&post.text("id")).ok_or(AppError::NotFound)?;
        post.services.remove_domain(&seat, id).await.map_err(ServiceError::into_app)?;
        return Ok(post.done("removed"));
    }
    let list = DomainList::from_code(&post.text("list")).ok_or(AppError::NotFound)?;
    let with_subdomains = post.ticked("with_subdomains");
    post.services
        .add_domain(&seat, DomainForm { list, domain: post.text("domain"), with_subdomains })
        .await
        .map_err(ServiceError::into_app)?;
    Ok(post.done("added"))
}
