//! What can go wrong, as the browser hears it: a code for the program and a translated text for the person.
//! Nothing of the database leaves the server; an unforeseen error leaves as a number for support.

use crate::wire::{OTHER_BUILD, Wire};
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// One thing wrong with one field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The field's `name` in the form.
    pub field: String,
    /// What is wrong and what to do, in the reader's language.
    pub text: String,
}

/// Why a page or a command was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum AppError {
    /// What was typed cannot be taken.
    #[error("invalid input")]
    Invalid(Vec<Problem>),
    /// Nobody is signed in, or no longer.
    #[error("signed out")]
    SignedOut,
    /// Signed in, but this is not theirs to do; says why.
    #[error("{0}")]
    Forbidden(String),
    /// There is nothing here, or nothing that this person may know of.
    #[error("not found")]
    NotFound,
    /// Somebody was first; says who and what.
    #[error("{0}")]
    Conflict(String),
    /// The page was rendered for another profile than the one signed in now; names the latter. Nothing was done.
    #[error("signed in as {0}")]
    OtherProfile(String),
    /// A rate limit was reached, or the server is shedding load; gives the seconds to wait.
    #[error("too many requests")]
    TooMany {
        /// Seconds until another try makes sense, at least 1.
        seconds: u64,
    },
    /// It cannot be told right now; trying again makes sense.
    #[error("unavailable")]
    Unavailable,
    /// This page was built from other sources than the server that answered: what was pressed may have been done.
    #[error("outdated")]
    Outdated,
    /// Something broke; the number stands in the server's log.
    #[error("internal error {id}")]
    Internal {
        /// The number for support.
        id: String,
    },
}

impl AppError {
    pub fn field(field: &str, text: impl Into<String>) -> Self {
        Self::Invalid(vec![Problem { field: field.to_owned(), text: text.into() }])
    }

    /// What is wrong with this field, if anything.
    pub fn of(&self, field: &str) -> Option<&str> {
        match self {
            Self::Invalid(problems) => problems.iter().find(|p| p.field == field).map(|p| p.text.as_str()),
            _ => None,
        }
    }

    /// The HTTP status that says the same.
    pub fn status(&self) -> u16 {
        match self {
            Self::Invalid(_) => 422,
            Self::SignedOut => 401,
            Self::Forbidden(_) => 403,
            Self::NotFound => 404,
            Self::Conflict(_) | Self::OtherProfile(_) => 409,
            Self::TooMany { .. } => 429,
            // Only a browser can find this out, of an answer that it has.
            Self::Unavailable | Self::Outdated => 503,
            Self::Internal { .. } => 500,
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = Wire;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Deserialization(text) if text == OTHER_BUILD => Self::Outdated,
            ServerFnErrorErr::Args(text)
            | ServerFnErrorErr::MissingArg(text)
            | ServerFnErrorErr::Deserialization(text) => Self::field("", text),
            ServerFnErrorErr::Request(_) => Self::Unavailable,
            other => Self::Internal { id: other.to_string() },
        }
    }
}
