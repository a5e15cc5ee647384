//! Form handler of the setup page: the E-mail consent ID.

use super::Press;
use crate::error::ServiceError;
use app::AppError;

/// Shows or hides the person's contact details. Browsers omit an unticked checkbox, which means hidden.
pub(super) async fn submit(press: Press) -> Result<String, AppError> {
    let on = press.ticked("on");
    press.services.share_contact(&press.who.person, on).await.map_err(ServiceError::into_app)?;
    Ok(press.done(if on { "shared" } else { "hidden" }))
}
