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
    pub answer: Answer,
    /// The address's own page, where it has one.
    pub user: Option<UserId>,
    pub request: Option<OpenRequest>,
    /// The looker's own address.
    pub own: bool,
}

/// A request that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRequest {
    pub id: RequestId,
    pub number: u64,
    pub when: When,
}

/// What a rule of found. The one that decides found something; the others are told with why they did not apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finding {
    /// The account: suspended, where it decides.
    Account,
    Switch,
    Rejection(Option<Decided>),
    /// An approval that holds.
    Approval {
        decided: Decided,
        until: Option<String>,
    },
    NoApproval,
    /// An approval that has lapsed.
    Lapsed {
        until: String,
    },
    Expected {
        /// Whom it expects, where that is everyone at a domain.
        domain: Option<String>,
        until: String,
    },
    NotExpected,
    /// An authorised domain that covers.
    Domain {
        domain: String,
        /// Whether the names below it are meant too.
        with_subdomains: bool,
        by: String,
        when: When,
    },
    /// No authorised domain covers.
    NoDomain,
    EverybodyAsks,
    /// An entry of the list lets the domain ask.
    MayAsk {
        domain: String,
    },
    /// The domain may not ask.
    MayNotAsk,
    Nothing,
}

/// Who decided about an address, when, and how it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// By whom; nobody for what an operator imported.
    pub by: Option<String>,
    pub when: When,
    pub source: StandingSource,
}
