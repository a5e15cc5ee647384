//! Form handler of the enforcement page: switching, announcing a time, and approving addresses that
//! would be blocked.

use super::FormPost;
use crate::error::ServiceError;
use app::{
    AppError,
    forms::PRESSED,
    pages::enforcement::{
        APPROVED, APPROVES, APPROVES_ALL, PAGE,
        dto::{OpenRequests, ScheduleForm, SwitchForm},
    },
};
use esecure::id::UserId;

/// Approves addresses; or, after a password check, switches, announces a time or cancels the announcement.
pub(super) async fn submit(post: FormPost) -> Result<String, AppError> {
    match post.text(PRESSED).as_str() {
        APPROVES => approve(post).await,
        APPROVES_ALL => approve_all(post).await,
        _ => switch(post).await,
    }
}

async fn switch(post: FormPost) -> Result<String, AppError> {
    let seat = post.seat()?;
    let password = post.text("password");
    match post.text(PRESSED).as_str() {
        "plan" => {
            let now = post.text("when") == "now";
            let (date, time, tell) = (post.text("date"), post.text("time"), post.ticked("tell"));
            post.services
                .schedule_switch(&seat, ScheduleForm { now, date, time, tell }, password)
                .await
                .map_err(ServiceError::into_app)?;
            Ok(post.done(if now { "on" } else { "planned" }))
        }
        "call-off" => {
            post.services.cancel_schedule(&seat, password).await.map_err(ServiceError::into_app)?;
            Ok(post.done("called-off"))
        }
        _ => {
            let on = post.text("on") == "true";
            let form = SwitchForm { on, password, open: OpenRequests::from_code(&post.text("open")) };
            post.services.switch(&seat, form).await.map_err(ServiceError::into_app)?;
            Ok(post.done(if on { "on" } else { "off" }))
        }
    }
}

/// Approves the address of the clicked row.
async fn approve(post: FormPost) -> Result<String, AppError> {
    let seat = post.seat()?;
    let anyway = post.ticked("anyway");
    let user = UserId::parse(&post.text(if anyway { "anyway" } else { "user" })).ok_or(AppError::NotFound)?;
    post.services.approve_blocked(&seat, user.clone(), anyway).await.map_err(ServiceError::into_app)?;
    Ok(format!("{}&{APPROVED}={user}{}", post.done(APPROVES), page(&post)))
}

/// Approves all undecided addresses.
async fn approve_all(post: FormPost) -> Result<String, AppError> {
    let seat = post.seat()?;
    let count = post.services.approve_undecided(&seat).await.map_err(ServiceError::into_app)?;
    Ok(format!("{}&count={count}{}", post.done(APPROVES_ALL), page(&post)))
}

/// Returns the query parameter of the list's current page.
fn page(post: &FormPost) -> String {
    let query = post.uri.query().unwrap_or_default();
    let page = query.split('&').find_map(|part| part.strip_prefix(PAGE)?.strip_prefix('=')?.parse::<u64>().ok());
    page.map(|page| format!("&{PAGE}={page}")).unwrap_or_default()
}
