//! What stands behind a mail's link.

use super::{Choice, RequestView};

/// The page `/d/{token}` in one of its states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecisionPage {
    /// Open: evidence and two buttons.
    Asked {
        /// The request, with the account masked.
        request: RequestView,
        /// What a press still takes.
        proof: Proof,
        /// What the link or the last press preselected.
        choice: Option<Choice>,
    },
    /// The code has been mailed.
    Code(CodePage),
    Decided {
        /// The request as it now stands.
        request: RequestView,
        /// Other open requests of this administrator.
        waiting: u64,
    },
    /// Decided by someone else, expired or withdrawn before.
    Late {
        /// The request as it stands.
        request: RequestView,
        /// Whether this visitor had pressed a button.
        pressed: bool,
    },
    /// The administrator's own request.
    Own { request: RequestView },
}

/// What it takes to decide from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Nothing more: signed in, or a remembered device.
    Given,
    Code,
    /// Signing in: this administrator decides in no other way.
    SignIn,
}

/// Asking for the one-time code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodePage {
    pub request: RequestView,
    /// What is to be decided once the code is right.
    pub choice: Choice,
    /// The reason chosen before, carried along.
    pub reason: String,
    /// Its words, carried along.
    pub words: String,
    /// `m•••••@vandermeer.example`.
    pub masked_email: String,
    /// `14:46`.
    pub valid_until: Option<String>,
    /// Tries left on this code.
    pub tries_left: u32,
    /// Whether the device is to be remembered, carried along.
    pub remember: bool,
    /// What went wrong with the last try or the last wish for a new code.
    pub problem: Option<CodeProblem>,
}

/// What can go wrong with a one-time code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeProblem {
    /// Six digits, but not the ones.
    Wrong,
    /// Not six digits, so no try.
    NotSixDigits,
    /// Ten minutes are over.
    Expired,
    /// A new one at most once a minute.
    TooSoon,
    /// Five an hour are used up.
    TooMany,
    /// Five wrong tries: locked for an hour, signing in stays possible.
    Locked {
        /// `15:40`.
        until: String,
    },
}
