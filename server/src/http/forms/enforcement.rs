//! Form handler of the enforcement page: switching, announcing a time, and approving addresses that
//! would be blocked.

use super::Press;
use crate::error::ServiceError;
use app::{
    AppError,
    forms::PRESSED,
    pages::enforcement::{
        APPROVED, APPROVES, APPROVES_ALL, PAGE,
        dto::{OpenRequests, PlanForm, SwitchForm},
    },
};
use esecure::id::UserId;

/// Approves addresses; or, after a password check, switches, announces a time or cancels the announcement.
pub(super) async fn submit(press: Press) -> Result<String, AppError> {
    match press.text(PRESSED).as_str() {
        APPROVES => approve(press).await,
        APPROVES_ALL => approve_all(press).await,
        _ => switch(press).await,
    }
}

async fn switch(press: Press) -> Result<String, AppError> {
    let seat = press.seat()?;
    let password = press.text("password");
    match press.text(PRESSED).as_str() {
        "plan" => {
            let now = press.text("when") == "now";
            let (date, time, tell) = (press.text("date"), press.text("time"), press.ticked("tell"));
            press
                .services
                .schedule_switch(&seat, PlanForm { now, date, time, tell }, password)
                .await
                .map_err(ServiceError::into_app)?;
            Ok(press.done(if now { "on" } else { "planned" }))
        }
        "call-off" => {
            press.services.cancel_schedule(&seat, password).await.map_err(ServiceError::into_app)?;
            Ok(press.done("called-off"))
        }
        _ => {
            let on = press.text("on") == "true";
            let form = SwitchForm { on, password, open: OpenRequests::from_code(&press.text("open")) };
            press.services.switch(&seat, form).await.map_err(ServiceError::into_app)?;
            Ok(press.done(if on { "on" } else { "off" }))
        }
    }
}

/// Approves the address of the clicked row.
async fn approve(press: Press) -> Result<String, AppError> {
    let seat = press.seat()?;
    let anyway = press.ticked("anyway");
    let user = UserId::parse(&press.text(if anyway { "anyway" } else { "user" })).ok_or(AppError::NotFound)?;
    press.services.approve_blocked(&seat, user.clone(), anyway).await.map_err(ServiceError::into_app)?;
    Ok(format!("{}&{APPROVED}={user}{}", press.done(APPROVES), page(&press)))
}

/// Approves all undecided addresses.
async fn approve_all(press: Press) -> Result<String, AppError> {
    let seat = press.seat()?;
    let count = press.services.approve_undecided(&seat).await.map_err(ServiceError::into_app)?;
    Ok(format!("{}&count={count}{}", press.done(APPROVES_ALL), page(&press)))
}

/// Returns the query parameter of the list's current page.
fn page(press: &Press) -> String {
    let query = press.uri.query().unwrap_or_default();
    let page = query.split('&').find_map(|part| part.strip_prefix(PAGE)?.strip_prefix('=')?.parse::<u64>().ok());
    page.map(|page| format!("&{PAGE}={page}")).unwrap_or_default()
}
