//! Form handler of the terms page.

use super::Press;
use crate::error::ServiceError;
use app::{AppError, routes};

/// Accepts the displayed version of the terms, and redirects to the product.
pub(super) async fn submit(press: Press) -> Result<String, AppError> {
    let version = press.text("version").parse().unwrap_or_default();
    press.services.accept_terms(&press.who.person, version).await.map_err(ServiceError::into_app)?;
    Ok(routes::SETUP.to_owned())
}
