//! Who is asking, for server functions. The server's session layer puts a [`SignedIn`] into context; nothing here can
//! make one. Each function reads context at once: call them before the first `.await`.

use crate::AppError;
use esecure::{
    id::AccountId,
    person::{Administrator, Person},
};
use leptos::prelude::{expect_context, use_context};
use leptos_axum::ResponseOptions;

/// A person with every seat they hold; without seats until the terms are accepted.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who.
    pub person: Person,
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
    if let (Some(options), Ok(status)) = (use_context::<ResponseOptions>(), http::StatusCode::from_u16(error.status()))
    {
        options.set_status(status);
    }
    error
}

/// [`failed`] for what the backend answered, after an `.await`: the response was taken before it.
pub struct Answer(ResponseOptions);

impl Answer {
    /// Takes the response of this request from context.
    pub fn here() -> Self {
        Self(expect_context())
    }

    /// Passes `result` on, with the status that an error calls for.
    ///
    /// # Errors
    /// Whatever `result` holds.
    pub fn give<T>(&self, result: Result<T, AppError>) -> Result<T, AppError> {
        if let Err(error) = &result
            && let Ok(status) = http::StatusCode::from_u16(error.status())
        {
            self.0.set_status(status);
        }
        result
    }
}
