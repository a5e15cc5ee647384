//! A request: an open question to the administrators about one address, and the one function that changes it.
//!
//! What [`Request::apply`] returns is what the journal and the outbox are written from, in the same transaction.

use crate::{EmailAddress, Timestamp, id::ProfileId, person::Administrator};
use serde::{Deserialize, Serialize};

/// The way a decision came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The queue or the request's page in the portal.
    Page,
    /// The buttons behind a mail's link.
    Mail,
    /// The list of addresses.
    List,
    /// An uploaded file.
    Upload,
    /// An authorised domain.
    Domain,
    /// An announcement.
    Announcement,
}

impl Way {
    /// The code in the database and the journal.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Mail => "mail",
            Self::List => "list",
            Self::Upload => "upload",
            Self::Domain => "domain",
            Self::Announcement => "announcement",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Page, Self::Mail, Self::List, Self::Upload, Self::Domain, Self::Announcement]
            .into_iter()
            .find(|way| way.code() == code)
    }
}

/// Seconds for which a decision on the page can be undone by whoever made it. The outcome mail waits for them.
pub const UNDO_SECONDS: i64 = 10;

/// The most characters that a reason in own words may have.
pub const REASON_LIMIT: usize = 300;

/// Why a request was rejected, as far as the requester is told. Templates are told in the requester's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// We do not know you.
    Unknown,
    /// Use your own account number.
    OwnAccount,
    /// Ask your contact person first.
    AskContact,
    /// In the administrator's words, at most [`REASON_LIMIT`] characters.
    Other(String),
}

impl Reason {
    /// The code of the template; `other` for own words.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::OwnAccount => "own_account",
            Self::AskContact => "ask_contact",
            Self::Other(_) => "other",
        }
    }

    /// Reads a code with its words. `None` for an unknown code, `other` without words, or too many words.
    pub fn from_code(code: &str, words: &str) -> Option<Self> {
        let words = words.trim();
        match code {
            "unknown" => Some(Self::Unknown),
            "own_account" => Some(Self::OwnAccount),
            "ask_contact" => Some(Self::AskContact),
            "other" if !words.is_empty() && words.chars().count() <= REASON_LIMIT => {
                Some(Self::Other(words.to_owned()))
            }
            _ => None,
        }
    }
}

/// Who decided, when, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The administrator's profile.
    pub by: ProfileId,
    /// Their name at that time.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
    /// The way it came.
    pub way: Way,
}

/// Why a request was closed without a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// The account was suspended.
    AccountSuspended,
    /// Enforcement was switched off, and the administrator chose to close what was open.
    NotEnforced,
}

/// Where a request stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Waiting for a decision.
    Open,
    /// Decided: may ship.
    Approved(Decision),
    /// Decided: may not ship.
    Rejected(Decision, Option<Reason>),
    /// Taken back by the requester.
    Withdrawn {
        /// When.
        at: Timestamp,
    },
    /// Decided by nobody in time.
    Expired {
        /// When.
        at: Timestamp,
    },
    /// No longer needed.
    Closed {
        /// When.
        at: Timestamp,
        /// Why.
        why: Closing,
    },
}

impl State {
    /// The code in the database and on pages.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Approved(_) => "approved",
            Self::Rejected(..) => "rejected",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Expired { .. } => "expired",
            Self::Closed { .. } => "closed",
        }
    }

    /// The decision, where there is one.
    pub const fn decision(&self) -> Option<&Decision> {
        match self {
            Self::Approved(decision) | Self::Rejected(decision, _) => Some(decision),
            _ => None,
        }
    }
}

/// What can be done to a request.
#[derive(Debug, Clone)]
pub enum Command<'a> {
    /// Let the address ship.
    Approve {
        /// Who decides.
        by: &'a Administrator,
        /// The way it came.
        way: Way,
    },
    /// Do not.
    Reject {
        /// Who decides.
        by: &'a Administrator,
        /// The way it came.
        way: Way,
        /// What the requester is told beside the outcome.
        reason: Option<Reason>,
    },
    /// The requester takes it back.
    Withdraw,
    /// Its time is over.
    Expire,
    /// It is no longer needed.
    Close(Closing),
    /// Whoever decided takes it back.
    Undo {
        /// Who.
        by: &'a Administrator,
    },
}

/// What has happened to a request: the journal and the outbox are written from this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// An administrator approved.
    Approved,
    /// An administrator rejected.
    Rejected,
    /// The requester withdrew.
    Withdrawn,
    /// Nobody decided in time.
    Expired,
    /// It became unnecessary.
    Closed,
    /// A decision was undone: it waits again, with its old deadline.
    Reopened,
}

/// Why a command changed nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The request had left `Open` before; where it stands now is in the request.
    #[error("the request is no longer open")]
    NotOpen,
    /// Nobody decides about their own address.
    #[error("nobody decides about their own address")]
    OwnAddress,
    /// Nothing was decided, not by them, not on the page, or more than [`UNDO_SECONDS`] ago.
    #[error("this cannot be undone")]
    NotUndoable,
}

/// A request, as far as its rules go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Who asks.
    pub email: EmailAddress,
    /// Where it stands.
    pub state: State,
}

impl Request {
    /// The only way to change a request: the next state and what happened, or why nothing did.
    ///
    /// # Errors
    /// [`Refusal::NotOpen`] on any request that is not open, before anything else; [`Refusal::OwnAddress`] where an
    /// administrator decides about the address they sign in with; [`Refusal::NotUndoable`].
    pub fn apply(&self, command: Command<'_>, now: Timestamp) -> Result<(State, Event), Refusal> {
        if let Command::Undo { by } = command {
            let theirs = |decision: &&Decision| decision.by == by.person().profile && decision.way == Way::Page;
            let in_time = |decision: &&Decision| {
                now < decision.at.plus_seconds(UNDO_SECONDS) && decision.at <= now.latest_recorded()
            };
            let undoable = self.state.decision().filter(theirs).filter(in_time);
            return undoable.map(|_| (State::Open, Event::Reopened)).ok_or(Refusal::NotUndoable);
        }
        if self.state != State::Open {
            return Err(Refusal::NotOpen);
        }
        let decision = |by: &Administrator, way| {
            if by.person().email == self.email {
                return Err(Refusal::OwnAddress);
            }
            Ok(Decision { by: by.person().profile.clone(), by_name: by.person().name.clone(), at: now, way })
        };
        Ok(match command {
            Command::Approve { by, way } => (State::Approved(decision(by, way)?), Event::Approved),
            Command::Reject { by, way, reason } => (State::Rejected(decision(by, way)?, reason), Event::Rejected),
            Command::Withdraw => (State::Withdrawn { at: now }, Event::Withdrawn),
            Command::Expire => (State::Expired { at: now }, Event::Expired),
            Command::Close(why) => (State::Closed { at: now, why }, Event::Closed),
            Command::Undo { .. } => return Err(Refusal::NotUndoable),
        })
    }
}

#[cfg(test)]
mod tests;
