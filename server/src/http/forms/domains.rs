//! Form handler of the *Domain names* page.

use super::Press;
use crate::error::ServiceError;
use app::{AppError, forms::PRESSED, pages::domains::dto::DomainForm};
use esecure::{id::DomainRuleId, policy::DomainList};

/// Adds or removes a domain rule.
pub(super) async fn submit(press: Press) -> Result<String, AppError> {
    let seat = press.seat()?;
    if press.text(PRESSED) == "remove" {
        let id = DomainRuleId::parse(&press.text("id")).ok_or(AppError::NotFound)?;
        press.services.remove_domain(&seat, id).await.map_err(ServiceError::into_app)?;
        return Ok(press.done("removed"));
    }
    let list = DomainList::from_code(&press.text("list")).ok_or(AppError::NotFound)?;
    let with_subdomains = press.ticked("with_subdomains");
    press
        .services
        .add_domain(&seat, DomainForm { list, domain: press.text("domain"), with_subdomains })
        .await
        .map_err(ServiceError::into_app)?;
    Ok(press.done("added"))
}
