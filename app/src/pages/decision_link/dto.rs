//! Decision page behind a mail link.

use crate::pages::{queue::request_dto::RequestView, users::dto::Choice};
use esecure::request::ReasonCode;
use serde::{Deserialize, Serialize};

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
    /// The reader's own fresh decision.
    Decided(Box<DecidedPage>),
    /// The reader's own earlier decision.
    Yours {
        /// Request in its current state.
        request: RequestView,
    },
    /// Decided by someone else, expired or withdrawn earlier.
    Late {
        /// Request in its current state.
        request: RequestView,
        /// True if this visitor submitted a decision.
        pressed: bool,
    },
    /// The administrator's own request.
    Own {
        request: RequestView,
        /// Names of the other active administrators, who decide; empty for a sole administrator.
        deciders: Vec<String>,
        /// URL of the address on the list, where a sole administrator approves it.
        user: String,
    },
    /// The administrator has to accept the terms first.
    Terms,
}

/// Fresh decision, with what can follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedPage {
    /// Request in its current state.
    pub request: RequestView,
    /// Time until which the decision can be undone: `14:33:43`; `None` if it cannot.
    pub undo: Option<String>,
    /// Requests that wait; `None` for a reader who has not proved who they are.
    pub next: Option<WaitingNext>,
}

/// Requests that wait for the reader's decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingNext {
    /// Longest waiting request.
    pub first: Option<RequestView>,
    /// Number of all of them.
    pub count: u64,
}

/// Result of the last submit, shown once above the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkNotice {
    /// The decision was undone.
    Undone {
        /// References of the shipments booked meanwhile; they stay booked.
        bookings: Vec<String>,
    },
    /// The decision cannot be undone, and why.
    UndoRefused(String),
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
