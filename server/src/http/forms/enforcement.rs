//! What is pressed on the page of the switch: the switch itself, and approving whom it would block.

use super::Press;
use app::{
    AppError,
    forms::{
        PRESSED,
        enforcement::{APPROVED, APPROVES, APPROVES_ALL, PAGE},
    },
    view::{OpenRequests, SwitchForm},
};
use esecure::id::UserId;

/// Switches, with the password again; or approves.
pub(super) async fn press(press: Press) -> Result<String, AppError> {
    match press.text(PRESSED).as_str() {
        APPROVES => approve(press).await,
        APPROVES_ALL => approve_all(press).await,
        _ => switch(press).await,
    }
}

async fn switch(press: Press) -> Result<String, AppError> {
    let seat = press.seat()?;
    let on = press.text("on") == "true";
    let form = SwitchForm { on, password: press.text("password"), open: OpenRequests::from_code(&press.text("open")) };
    press.services.switch(&seat, form).await?;
    Ok(press.done(if on { "on" } else { "off" }))
}

/// The address beside the button.
async fn approve(press: Press) -> Result<String, AppError> {
    let seat = press.seat()?;
    let anyway = press.ticked("anyway");
    let user = UserId::parse(&press.text(if anyway { "anyway" } else { "user" })).ok_or(AppError::NotFound)?;
    press.services.approve_blocked(&seat, user.clone(), anyway).await?;
    Ok(format!("{}&{APPROVED}={user}{}", press.done(APPROVES), page(&press)))
}

/// All without a decision.
async fn approve_all(press: Press) -> Result<String, AppError> {
    let seat = press.seat()?;
    let count = press.services.approve_undecided(&seat).await?;
    Ok(format!("{}&count={count}{}", press.done(APPROVES_ALL), page(&press)))
}

/// The page of the list that was pressed on.
fn page(press: &Press) -> String {
    let query = press.uri.query().unwrap_or_default();
    let page = query.split('&').find_map(|part| part.strip_prefix(PAGE)?.strip_prefix('=')?.parse::<u64>().ok());
    page.map(|page| format!("&{PAGE}={page}")).unwrap_or_default()
}
