//! The press of the switch.

use super::Press;
use app::{
    AppError,
    view::{OpenRequests, SwitchForm},
};

/// Switches, with the password again.
pub(super) async fn press(press: Press) -> Result<String, AppError> {
    let seat = press.seat()?;
    let on = press.text("on") == "true";
    let form = SwitchForm { on, password: press.text("password"), open: OpenRequests::from_code(&press.text("open")) };
    press.services.switch(&seat, form).await?;
    Ok(press.done(if on { "on" } else { "off" }))
}
