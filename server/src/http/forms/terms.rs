//! Accepting the terms.

use super::Press;
use app::AppError;

/// Accepts the version that was read, and leads into the product.
pub(super) async fn press(press: Press) -> Result<String, AppError> {
    let version = press.text("version").parse().unwrap_or_default();
    press.services.accept_terms(&press.who.person, version).await?;
    Ok("/esecure".to_owned())
}
