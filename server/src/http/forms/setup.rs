//! What is pressed beside the four steps: the E-mail consent ID.

use super::Press;
use app::AppError;

/// Shows or hides the person's contact details: an unticked box sends nothing, and means off.
pub(super) async fn press(press: Press) -> Result<String, AppError> {
    let on = press.ticked("on");
    press.services.share_contact(&press.who.person, on).await?;
    Ok(press.done(if on { "shared" } else { "hidden" }))
}
