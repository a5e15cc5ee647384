//! *Why?* (R-2.6): the verdict on one address, and every rule that was tried.

use super::{StandingSource, When};
use esecure::{
    Answer,
    id::{RequestId, UserId},
};
use serde::{Deserialize, Serialize};

/// The answer to one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The address, as it was typed.
    pub email: String,
    /// Its domain, as it is compared.
    pub domain: String,
    /// What a check is answered now.
    pub now: Answer,
    /// Whether the account is enforced. Where it is not, the rules are told as if it were.
    pub enforced: bool,
    /// The rules that were passed over, in their order.
    pub passed: Vec<Finding>,
    /// The rule that decides.
    pub decided: Finding,
    /// What it answers.
    pub answer: Answer,
    /// The address's own page, where it has one.
    pub user: Option<UserId>,
    /// Its open request.
    pub request: Option<OpenRequest>,
    /// The looker's own address.
    pub own: bool,
}

/// A request that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRequest {
    /// Which.
    pub id: RequestId,
    /// Its number.
    pub number: u64,
    /// Since when.
    pub when: When,
}

/// What a rule of found. The one that decides found something; the others are told with why they did not apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finding {
    /// The account: suspended, where it decides.
    Account,
    /// The switch.
    Switch,
    /// A rejection.
    Rejection(Option<Decided>),
    /// An approval that holds.
    Approval {
        /// The decision.
        decided: Decided,
        /// Its last day.
        until: Option<String>,
    },
    /// No approval.
    NoApproval,
    /// An approval that has lapsed.
    Lapsed {
        /// Its last day.
        until: String,
    },
    /// An announcement.
    Expected {
        /// Whom it expects, where that is everyone at a domain.
        domain: Option<String>,
        /// Its last day.
        until: String,
    },
    /// No announcement.
    NotExpected,
    /// An authorised domain that covers.
    Domain {
        /// Its name.
        domain: String,
        /// Whether the names below it are meant too.
        with_subdomains: bool,
        /// Who added it.
        by: String,
        /// When.
        when: When,
    },
    /// No authorised domain covers.
    NoDomain,
    /// Everybody may ask.
    EverybodyAsks,
    /// An entry of the list lets the domain ask.
    MayAsk {
        /// Its name.
        domain: String,
    },
    /// The domain may not ask.
    MayNotAsk,
    /// Nothing is decided.
    Nothing,
}

/// Who decided about an address, when, and how it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// By whom; nobody for what an operator imported.
    pub by: Option<String>,
    /// When.
    pub when: When,
    /// How it came.
    pub source: StandingSource,
}
