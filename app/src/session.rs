//! Who is asking, for server functions. The server's session layer puts a [`SignedIn`] into context; nothing here can
//! make one. Each function reads context at once: call them before the first `.await`.

use crate::AppError;
use esecure::{
    id::{AccountId, SessionId},
    person::{Administrator, Person},
};
use http::{Method, header::ACCEPT, request::Parts};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// A person with every seat they hold; without seats until the terms are accepted.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub person: Person,
    /// The sign-in that this request came with.
    pub session: SessionId,
    /// Their seats as active administrator, by company name.
    pub seats: Vec<Administrator>,
}

/// The person of this request.
///
/// # Errors
/// [`AppError::SignedOut`].
pub fn signed_in() -> Result<SignedIn, AppError> {
    use_context::<SignedIn>().ok_or_else(|| failed(AppError::SignedOut))
}

/// The person of this request as administrator of `account`.
///
/// # Errors
/// [`AppError::SignedOut`], or [`AppError::NotFound`] where they hold no seat: a foreign account and no account look alike.
pub fn administrator(account: &AccountId) -> Result<Administrator, AppError> {
    let SignedIn { seats, .. } = signed_in()?;
    seats.into_iter().find(|seat| seat.account() == account).ok_or_else(|| failed(AppError::NotFound))
}

/// Every seat of the person of this request, or the one of `account`.
///
/// # Errors
/// As [`administrator`].
pub fn seats(account: Option<&AccountId>) -> Result<Vec<Administrator>, AppError> {
    match account {
        Some(account) => Ok(vec![administrator(account)?]),
        None => Ok(signed_in()?.seats),
    }
}

/// Gives the response the status that `error` calls for; server functions would otherwise answer 500 to all of them.
pub fn failed(error: AppError) -> AppError {
    let answer: Result<(), AppError> = Answer::here().give(Err(error));
    answer.err().unwrap_or(AppError::Unavailable)
}

/// Gives a page that shows `error` in its place the status that the error calls for.
pub(crate) fn answer_with(error: &AppError) {
    let _: Result<(), AppError> = Answer(use_context()).give(Err(error.clone()));
}

/// [`failed`] for what the backend answered, after an `.await`: the response was taken before it.
pub struct Answer(Option<ResponseOptions>);

impl Answer {
    /// Takes the response of this request from context. A form that was posted without script is answered by a
    /// redirect back to its page, with the error in the address: that status must stay.
    pub fn here() -> Self {
        let form = use_context::<Parts>().is_some_and(|request| {
            let accept = request.headers.get(ACCEPT).and_then(|accept| accept.to_str().ok());
            request.method == Method::POST && accept.is_some_and(|accept| accept.contains("text/html"))
        });
        Self(if form { None } else { use_context() })
    }

    /// Passes `result` on, with the status that an error calls for.
    ///
    /// # Errors
    /// Whatever `result` holds.
    pub fn give<T>(&self, result: Result<T, AppError>) -> Result<T, AppError> {
        if let (Some(response), Err(error)) = (&self.0, &result)
            && let Ok(status) = http::StatusCode::from_u16(error.status())
            && !leads_on(response)
        {
            response.set_status(status);
        }
        result
    }
}

/// Whether the response redirects already: its status must stay.
fn leads_on(response: &ResponseOptions) -> bool {
    response.0.read().is_ok_and(|parts| parts.status.is_some_and(|status| status.is_redirection()))
}
