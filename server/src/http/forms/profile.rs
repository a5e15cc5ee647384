//! What is pressed on the profile.

use super::Press;
use app::{AppError, view::ProfileForm};

/// Saves the person's details.
pub(super) async fn press(press: Press) -> Result<String, AppError> {
    let form = ProfileForm {
        name: press.text("name"),
        phone: press.text("phone"),
        locale: press.text("locale"),
        share_contact: press.ticked("share_contact"),
    };
    press.services.save_profile(&press.who.person, form).await?;
    Ok(press.done("saved"))
}
