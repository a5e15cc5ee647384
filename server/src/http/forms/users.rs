//! Form handlers of the pages about one address of the list.

use super::Press;
use crate::error::ServiceError;
use app::{
    AppError,
    forms::{DONE, PRESSED},
    pages::users::standing_dto::{NewUserForm, StandingChoice, StandingForm},
};
use esecure::id::UserId;

/// Decides about the page's address.
pub(super) async fn submit(press: Press) -> Result<String, AppError> {
    let seat = press.seat()?;
    let last = press.uri.path().rsplit('/').next().unwrap_or_default();
    let user = UserId::parse(last).ok_or(AppError::NotFound)?;
    let pressed = press.text(PRESSED);
    let choice = match pressed.as_str() {
        "approve" => StandingChoice::Approve,
        "reject" => StandingChoice::Reject,
        "clear" => StandingChoice::Clear,
        _ => return Err(AppError::NotFound),
    };
    // Only an approval has an end date, so the other buttons ignore that field.
    let until = if choice == StandingChoice::Approve { press.text("until") } else { String::new() };
    let form = StandingForm { choice, until, note: press.text("note") };
    for ruled in press.services.change_standings(&seat, vec![user], form).await.map_err(ServiceError::into_app)? {
        ruled.result?;
    }
    Ok(press.done(&pressed))
}

/// Approves a new address, and redirects to its page.
pub(super) async fn add(press: Press) -> Result<String, AppError> {
    let seat = press.seat()?;
    let form = NewUserForm {
        email: press.text("email"),
        name: press.text("name"),
        until: press.text("until"),
        note: press.text("note"),
    };
    let row = press.services.add_user(&seat, form).await.map_err(ServiceError::into_app)?;
    Ok(format!("/esecure/users/{}?account={}&{DONE}=approve", row.id, seat.account()))
}
