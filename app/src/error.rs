//! Errors as sent to the browser: a code for the program and a translated text for the user. Database details never
//! leave the server; an unforeseen error is sent as a support number.

use crate::wire::{BUILD_MISMATCH, PostcardCodec};
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// Validation error of one form field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The field's `name` in the form.
    pub field: String,
    /// Problem and remedy, in the user's language.
    pub text: String,
}

/// Reason for refusing a page or a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum AppError {
    /// Validation failed; lists the problems by field.
    #[error("invalid input")]
    Invalid(Vec<Problem>),
    /// No valid session: signed out, or never signed in.
    #[error("signed out")]
    SignedOut,
    /// Signed in, but not permitted; holds the reason.
    #[error("{0}")]
    Forbidden(String),
    /// No such object, or not visible to this person.
    #[error("not found")]
    NotFound,
    /// Another administrator acted first; holds who did what.
    #[error("{0}")]
    Conflict(String),
    /// The page was rendered for another profile than the one signed in now, which is named. Nothing was done.
    #[error("signed in as {0}")]
    OtherProfile(String),
    /// A rate limit was reached, or the server is shedding load; gives the seconds to wait.
    #[error("too many requests")]
    TooMany {
        /// Seconds until a retry makes sense, at least 1.
        seconds: u64,
    },
    /// Temporarily unavailable; a retry makes sense.
    #[error("unavailable")]
    Unavailable,
    /// Page and server come from different builds; the command may have been executed.
    #[error("outdated")]
    Outdated,
    /// Unexpected failure; the id is also in the server's log.
    #[error("internal error {id}")]
    Internal {
        /// Number to quote to support.
        id: String,
    },
}

impl AppError {
    pub fn field(field: &str, text: impl Into<String>) -> Self {
        Self::Invalid(vec![Problem { field: field.to_owned(), text: text.into() }])
    }

    /// Returns the problem of this field, if any.
    pub fn of(&self, field: &str) -> Option<&str> {
        match self {
            Self::Invalid(problems) => problems.iter().find(|p| p.field == field).map(|p| p.text.as_str()),
            _ => None,
        }
    }

    /// Maps the error to its HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::Invalid(_) => 422,
            Self::SignedOut => 401,
            Self::Forbidden(_) => 403,
            Self::NotFound => 404,
            Self::Conflict(_) | Self::OtherProfile(_) | Self::Outdated => 409,
            Self::TooMany { .. } => 429,
            Self::Unavailable => 503,
            Self::Internal { .. } => 500,
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = PostcardCodec;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Deserialization(text) if text == BUILD_MISMATCH => Self::Outdated,
            ServerFnErrorErr::Args(text)
            | ServerFnErrorErr::MissingArg(text)
            | ServerFnErrorErr::Deserialization(text) => Self::field("", text),
            // Nothing of these stands in the server's log under a number, so none is shown.
            _ => Self::Unavailable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn framework_error_shows_no_text_as_support_number() {
        let text = || "error text".to_owned();
        for error in [
            ServerFnErrorErr::Request(text()),
            ServerFnErrorErr::Response(text()),
            ServerFnErrorErr::Serialization(text()),
            ServerFnErrorErr::ServerError(text()),
        ] {
            assert_eq!(AppError::from_server_fn_error(error), AppError::Unavailable);
        }
    }
}
