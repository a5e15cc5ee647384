//! Requests: an open question to the administrators about one address, and the state machine that decides it.
//!
//! Journal and outbox entries are written from the result of [`Request::apply`], in the same transaction.

use crate::{EmailAddress, SingleLine, Timestamp, codes, id::ProfileId, person::Administrator};
use serde::{Deserialize, Serialize};

/// Channel through which a decision was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionChannel {
    /// Queue or request page in the portal.
    Page,
    /// Decision page that a mail links to.
    Mail,
    /// List of the account's addresses.
    List,
    /// Upload of a file.
    Upload,
    /// New entry in the authorised domains.
    Domain,
    /// Announcement of an expected shipper.
    Announcement,
}

codes!(DecisionChannel {
    Page = "page",
    Mail = "mail",
    List = "list",
    Upload = "upload",
    Domain = "domain",
    Announcement = "announcement",
});

/// Seconds during which a decision in the queue or behind a mail link can be undone by its author. The outcome
/// mail waits that long.
pub const UNDO_SECONDS: i64 = 10;

/// Maximum length of a custom reason, in characters.
pub const REASON_LIMIT: usize = 300;

/// Reason of a rejection, as shown to the requester. The templates are translated into the requester's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Template: we do not know you.
    Unknown,
    /// Template: use your own account number.
    OwnAccount,
    /// Template: ask your contact person first.
    AskContact,
    /// Custom text by the administrator, at most [`REASON_LIMIT`] characters.
    Other(String),
}

/// Template of a [`Reason`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    /// We do not know you.
    Unknown,
    /// Use your own account number.
    OwnAccount,
    /// Ask your contact person first.
    AskContact,
    /// Custom text.
    Other,
}

codes!(ReasonCode {
    Unknown = "unknown",
    OwnAccount = "own_account",
    AskContact = "ask_contact",
    Other = "other",
});

impl Reason {
    /// Template of the reason; [`ReasonCode::Other`] for custom text.
    pub const fn code(&self) -> ReasonCode {
        match self {
            Self::Unknown => ReasonCode::Unknown,
            Self::OwnAccount => ReasonCode::OwnAccount,
            Self::AskContact => ReasonCode::AskContact,
            Self::Other(_) => ReasonCode::Other,
        }
    }

    /// Joins a template and its custom text. Returns `None` for [`ReasonCode::Other`] if the text is empty or too
    /// long.
    pub fn new(code: ReasonCode, words: &str) -> Option<Self> {
        let words = words.trim();
        match code {
            ReasonCode::Unknown => Some(Self::Unknown),
            ReasonCode::OwnAccount => Some(Self::OwnAccount),
            ReasonCode::AskContact => Some(Self::AskContact),
            ReasonCode::Other if !words.is_empty() && words.chars().count() <= REASON_LIMIT => {
                Some(Self::Other(words.to_owned()))
            }
            ReasonCode::Other => None,
        }
    }
}

/// Author, time and channel of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Profile of the administrator who decided.
    pub by: ProfileId,
    /// Administrator's name at the time of the decision.
    pub by_name: SingleLine,
    /// Time of the decision.
    pub at: Timestamp,
    /// Channel of the decision.
    pub channel: DecisionChannel,
}

impl Decision {
    /// First instant at which the decision can no longer be undone. `None` for a decision by list, upload, domain
    /// or announcement, which is undone there.
    #[must_use]
    pub const fn undo_until(&self) -> Option<Timestamp> {
        match self.channel {
            DecisionChannel::Page | DecisionChannel::Mail => Some(self.at.plus_seconds(UNDO_SECONDS)),
            DecisionChannel::List
            | DecisionChannel::Upload
            | DecisionChannel::Domain
            | DecisionChannel::Announcement => None,
        }
    }
}

/// Reason for closing a request without a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CloseReason {
    /// The account was suspended.
    AccountSuspended,
    /// Enforcement was switched off, and the administrator chose to close open requests.
    NotEnforced,
}

codes!(CloseReason { AccountSuspended = "account_suspended", NotEnforced = "not_enforced" });

/// State of a request, without its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateKind {
    /// Waiting for a decision.
    Open,
    /// Approved by an administrator.
    Approved,
    /// Rejected by an administrator.
    Rejected,
    /// Withdrawn by the requester.
    Withdrawn,
    /// Expired without a decision.
    Expired,
    /// Closed because no longer needed.
    Closed,
}

codes!(StateKind {
    Open = "open",
    Approved = "approved",
    Rejected = "rejected",
    Withdrawn = "withdrawn",
    Expired = "expired",
    Closed = "closed",
});

/// State of a request, with its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Waiting for a decision.
    Open,
    /// Approved: the address may ship.
    Approved(Decision),
    /// Rejected: the address may not ship.
    Rejected(Decision, Option<Reason>),
    /// Withdrawn by the requester.
    Withdrawn {
        /// Time of the withdrawal.
        at: Timestamp,
    },
    /// Expired without a decision.
    Expired {
        /// Time of the expiry.
        at: Timestamp,
    },
    /// Closed because no longer needed.
    Closed {
        /// Time of the closing.
        at: Timestamp,
        /// Reason for the closing.
        reason: CloseReason,
    },
}

impl State {
    /// State without its data.
    pub const fn kind(&self) -> StateKind {
        match self {
            Self::Open => StateKind::Open,
            Self::Approved(_) => StateKind::Approved,
            Self::Rejected(..) => StateKind::Rejected,
            Self::Withdrawn { .. } => StateKind::Withdrawn,
            Self::Expired { .. } => StateKind::Expired,
            Self::Closed { .. } => StateKind::Closed,
        }
    }

    /// Decision of an approved or rejected request.
    pub const fn decision(&self) -> Option<&Decision> {
        match self {
            Self::Approved(decision) | Self::Rejected(decision, _) => Some(decision),
            _ => None,
        }
    }
}

/// Command on a request, see [`Request::apply`].
#[derive(Debug, Clone)]
pub enum Command<'a> {
    /// Approves an open request.
    Approve {
        /// Administrator who makes the decision.
        by: &'a Administrator,
        /// Channel of the decision.
        channel: DecisionChannel,
    },
    /// Rejects an open request.
    Reject {
        /// Administrator who makes the decision.
        by: &'a Administrator,
        /// Channel of the decision.
        channel: DecisionChannel,
        /// Reason, sent to the requester with the outcome.
        reason: Option<Reason>,
    },
    /// Withdraws the request, on behalf of the requester.
    Withdraw,
    /// Expires the request at its deadline.
    Expire,
    /// Closes the request because it is no longer needed.
    Close(CloseReason),
    /// Undoes the administrator's own recent decision.
    Undo {
        /// Administrator who undoes the decision.
        by: &'a Administrator,
    },
}

/// Event of a transition, from which journal and outbox entries are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// An administrator approved the request.
    Approved,
    /// An administrator rejected the request.
    Rejected,
    /// The requester withdrew the request.
    Withdrawn,
    /// The request expired without a decision.
    Expired,
    /// The request was closed as no longer needed.
    Closed,
    /// A decision was undone: the request is open again, with its old deadline.
    Reopened,
}

/// Reason for refusing a command; the request is unchanged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// The request is no longer open; the state contains the outcome.
    #[error("the request is no longer open")]
    NotOpen,
    /// The administrator may not decide about their own address.
    #[error("nobody decides about their own address")]
    OwnAddress,
    /// There is no decision by this administrator, made in the queue or behind a mail link, within the last
    /// [`UNDO_SECONDS`].
    #[error("this cannot be undone")]
    NotUndoable,
}

/// Request, reduced to the data that its rules need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Address of the requester.
    pub email: EmailAddress,
    /// Current state of the request.
    pub state: State,
}

impl Request {
    /// Applies a command: returns the next state and its event, or the reason for refusing. The only way to change a
    /// request.
    ///
    /// # Errors
    /// [`CommandError::NotUndoable`] for an undo that is not allowed. For all other commands, [`CommandError::NotOpen`]
    /// first, then [`CommandError::OwnAddress`] if an administrator decides about the address they sign in with.
    pub fn apply(&self, command: Command<'_>, now: Timestamp) -> Result<(State, Event), CommandError> {
        if let Command::Undo { by } = command {
            let theirs = |decision: &&Decision| decision.by == by.person().profile;
            let in_time = |decision: &&Decision| {
                decision.undo_until().is_some_and(|until| now < until) && decision.at <= now.latest_recorded()
            };
            let undoable = self.state.decision().filter(theirs).filter(in_time);
            return undoable.map(|_| (State::Open, Event::Reopened)).ok_or(CommandError::NotUndoable);
        }
        if self.state != State::Open {
            return Err(CommandError::NotOpen);
        }
        let decision = |by: &Administrator, channel| {
            if by.person().email == self.email {
                return Err(CommandError::OwnAddress);
            }
            Ok(Decision { by: by.person().profile.clone(), by_name: by.person().recorded_name(), at: now, channel })
        };
        Ok(match command {
            Command::Approve { by, channel } => (State::Approved(decision(by, channel)?), Event::Approved),
            Command::Reject { by, channel, reason } => {
                (State::Rejected(decision(by, channel)?, reason), Event::Rejected)
            }
            Command::Withdraw => (State::Withdrawn { at: now }, Event::Withdrawn),
            Command::Expire => (State::Expired { at: now }, Event::Expired),
            Command::Close(reason) => (State::Closed { at: now, reason }, Event::Closed),
            Command::Undo { .. } => return Err(CommandError::NotUndoable),
        })
    }
}

#[cfg(test)]
mod tests;
