//! Authentication for server functions. The server's session layer puts a [`SignedIn`] into context; this module cannot
//! create one. Every function reads context immediately: call it before the first `.await`.

use crate::AppError;
use esecure::{
    id::{AccountId, SessionId},
    person::{Administrator, Person},
};
use http::{Method, header::ACCEPT, request::Parts};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// Signed-in person with every seat; without seats until the terms are accepted.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub person: Person,
    /// Sign-in session of this request.
    pub session: SessionId,
    /// Seats as active administrator, sorted by company name.
    pub seats: Vec<Administrator>,
    /// True for an administrator who has not accepted the current terms.
    pub terms_wanted: bool,
}

/// Returns the signed-in person of this request.
///
/// # Errors
/// [`AppError::SignedOut`] without a session.
pub fn signed_in() -> Result<SignedIn, AppError> {
    use_context::<SignedIn>().ok_or_else(|| with_status(AppError::SignedOut))
}

/// Returns the signed-in person as administrator of `account`.
///
/// # Errors
/// [`AppError::SignedOut`], or [`AppError::NotFound`] without a seat: a foreign account and a missing one look alike.
pub fn administrator(account: &AccountId) -> Result<Administrator, AppError> {
    let SignedIn { seats, .. } = signed_in()?;
    seats.into_iter().find(|seat| seat.account() == account).ok_or_else(|| with_status(AppError::NotFound))
}

/// Returns all seats of the signed-in person, or only the one of `account`.
///
/// # Errors
/// Same as [`administrator`].
pub fn seats(account: Option<&AccountId>) -> Result<Vec<Administrator>, AppError> {
    match account {
        Some(account) => Ok(vec![administrator(account)?]),
        None => Ok(signed_in()?.seats),
    }
}

/// Sets the response status for `error`; server functions would otherwise always answer 500.
pub fn with_status(error: AppError) -> AppError {
    let answer: Result<(), AppError> = StatusResponder::from_context().finish(Err(error));
    answer.err().unwrap_or(AppError::Unavailable)
}

/// Sets the response status for a page that renders `error` in place of its content.
pub(crate) fn answer_with(error: &AppError) {
    let _: Result<(), AppError> = StatusResponder(use_context()).finish(Err(error.clone()));
}

/// Sets the HTTP status after an `.await`, like [`with_status`]. Captures `ResponseOptions` first, because context is gone
/// afterwards.
pub struct StatusResponder(Option<ResponseOptions>);

impl StatusResponder {
    /// Captures the response of this request from context, except for a form posted without script: its answer is a
    /// redirect to its page with the error in the URL, and that status must stay.
    pub fn from_context() -> Self {
        let form = use_context::<Parts>().is_some_and(|request| {
            let accept = request.headers.get(ACCEPT).and_then(|accept| accept.to_str().ok());
            request.method == Method::POST && accept.is_some_and(|accept| accept.contains("text/html"))
        });
        Self(if form { None } else { use_context() })
    }

    /// Returns `result` unchanged, and sets the status for an error.
    pub fn finish<T>(&self, result: Result<T, AppError>) -> Result<T, AppError> {
        if let (Some(response), Err(error)) = (&self.0, &result)
            && let Ok(status) = http::StatusCode::from_u16(error.status())
            && !leads_on(response)
        {
            response.set_status(status);
        }
        result
    }
}

/// Returns true for a response that already redirects: its status must stay.
fn leads_on(response: &ResponseOptions) -> bool {
    response.0.read().is_ok_and(|parts| parts.status.is_some_and(|status| status.is_redirection()))
}
