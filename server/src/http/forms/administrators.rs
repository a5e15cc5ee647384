//! Form handler of the *Administrators* page.

use super::Press;
use crate::error::ServiceError;
use app::{AppError, forms::PRESSED, pages::administrators::dto::AdministratorForm};
use esecure::id::AdministratorId;

/// Adds or removes an administrator, or sends the invitation again.
pub(super) async fn submit(press: Press) -> Result<String, AppError> {
    let seat = press.seat()?;
    let id = || AdministratorId::parse(&press.text("id")).ok_or(AppError::NotFound);
    match press.text(PRESSED).as_str() {
        "again" => {
            press.services.invite_again(&seat, id()?).await.map_err(ServiceError::into_app)?;
            Ok(press.done("again"))
        }
        "remove" => {
            let id = id()?;
            let own = id == *seat.seat();
            press.services.remove_administrator(&seat, id).await.map_err(ServiceError::into_app)?;
            // An administrator who removed their own seat may not see this page any more.
            Ok(if own { "/?done=left".to_owned() } else { press.done("removed") })
        }
        _ => {
            let form = AdministratorForm { email: press.text("email"), name: press.text("name") };
            press.services.name_administrator(&seat, form).await.map_err(ServiceError::into_app)?;
            Ok(press.done("added"))
        }
    }
}
