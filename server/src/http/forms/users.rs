//! Form handlers of the pages about one address of the list.

use super::FormPost;
use crate::error::ServiceError;
use app::{
    AppError,
    forms::{DONE, PRESSED},
    pages::users::standing_dto::{NewUserForm, UserAction, UserActionInput},
};
use esecure::id::UserId;

/// Decides about the page's address.
pub(super) async fn submit(post: FormPost) -> Result<String, AppError> {
    let seat = post.seat()?;
    let last = post.uri.path().rsplit('/').next().unwrap_or_default();
    let user = UserId::parse(last).ok_or(AppError::NotFound)?;
    let pressed = post.text(PRESSED);
    let choice = match pressed.as_str() {
        "approve" => UserAction::Approve,
        "reject" => UserAction::Reject,
        "clear" => UserAction::Clear,
        _ => return Err(AppError::NotFound),
    };
    // Only an approval has an end date, so the other buttons ignore that field.
    let until = if choice == UserAction::Approve { post.text("until") } else { String::new() };
    let form = UserActionInput { choice, until, note: post.text("note") };
    for ruled in post.services.change_standings(&seat, vec![user], form).await.map_err(ServiceError::into_app)? {
        ruled.result?;
    }
    Ok(post.done(&pressed))
}

/// Approves a new address, and redirects to its page.
pub(super) async fn add(post: FormPost) -> Result<String, AppError> {
    let seat = post.seat()?;
    let form = NewUserForm {
        email: post.text("email"),
        name: post.text("name"),
        until: post.text("until"),
        note: post.text("note"),
    };
    let row = post.services.add_user(&seat, form).await.map_err(ServiceError::into_app)?;
    Ok(format!("/esecure/users/{}?account={}&{DONE}=approve", row.id, seat.account()))
}
