//! The press of the switch, and of what sets a time for it.

use super::Press;
use app::{
    AppError,
    forms::PRESSED,
    view::{OpenRequests, PlanForm, SwitchForm},
};

/// Switches, sets a time or calls it off, with the password again.
pub(super) async fn press(press: Press) -> Result<String, AppError> {
    let seat = press.seat()?;
    let password = press.text("password");
    match press.text(PRESSED).as_str() {
        "plan" => {
            let now = press.text("when") == "now";
            let (date, time, tell) = (press.text("date"), press.text("time"), press.ticked("tell"));
            press.services.plan_switch(&seat, PlanForm { now, date, time, tell }, password).await?;
            Ok(press.done(if now { "on" } else { "planned" }))
        }
        "call-off" => {
            press.services.call_off_switch(&seat, password).await?;
            Ok(press.done("called-off"))
        }
        _ => {
            let on = press.text("on") == "true";
            let form = SwitchForm { on, password, open: OpenRequests::from_code(&press.text("open")) };
            press.services.switch(&seat, form).await?;
            Ok(press.done(if on { "on" } else { "off" }))
        }
    }
}
