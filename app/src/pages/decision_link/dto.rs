//! Decision page behind a mail link.

use crate::pages::{queue::request_dto::RequestView, users::dto::Choice};
use esecure::request::ReasonCode;

/// States of the page `/d/{token}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecisionPage {
    /// Open request: evidence and two buttons.
    Asked {
        /// Request, with the account number masked.
        request: RequestView,
        /// Authentication still needed to decide.
        proof: Proof,
        /// Choice preselected by the link or by the previous submit.
        choice: Option<Choice>,
    },
    /// One-time code was mailed; the page shows its input.
    Code(CodePage),
    Decided {
        /// Request in its current state.
        request: RequestView,
        /// Number of the administrator's other open requests.
        waiting: u64,
    },
    /// Decided by someone else, expired or withdrawn earlier.
    Late {
        /// Request in its current state.
        request: RequestView,
        /// True if this visitor submitted a decision.
        pressed: bool,
    },
    /// The administrator's own request, which others decide.
    Own { request: RequestView },
}

/// Authentication needed to decide on this page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// None: signed in, or a remembered device.
    Given,
    Code,
    /// Sign-in; the administrator has turned off deciding by code.
    SignIn,
}

/// Form for the one-time code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodePage {
    pub request: RequestView,
    /// Decision to apply once the code is correct.
    pub choice: Choice,
    /// Reason chosen earlier, carried as a hidden field.
    pub reason: Option<ReasonCode>,
    /// Free-text reason, carried as a hidden field.
    pub words: String,
    /// `m•••••@vandermeer.example`.
    pub masked_email: String,
    /// `14:46`.
    pub valid_until: Option<String>,
    /// Attempts left for this code.
    pub tries_left: u32,
    /// Remember-this-device flag, carried as a hidden field.
    pub remember: bool,
    /// Error of the last attempt or of the last request for a new code.
    pub problem: Option<CodeProblem>,
}

/// Errors of the one-time code step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeProblem {
    /// Six digits, but the wrong ones.
    Wrong,
    /// Not six digits; does not count as an attempt.
    NotSixDigits,
    /// Older than ten minutes.
    Expired,
    /// Rate limit: one new code a minute.
    TooSoon,
    /// Rate limit: five codes an hour.
    TooMany,
    /// Five wrong attempts; codes are locked for an hour, signing in still works.
    Locked {
        /// `15:40`.
        until: String,
    },
}
