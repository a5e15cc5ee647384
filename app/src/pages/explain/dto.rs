//! *Why?* (R-2.6): the verdict on one address, and every rule evaluated.

use crate::{AppError, dto::DisplayTime};
use esecure::{
    Answer,
    id::{RequestId, UserId},
    policy::StandingSource,
};
use serde::{Deserialize, Serialize};

/// Data of the page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ExplainView {
    /// Address as typed, empty before the first question.
    pub email: String,
    /// Answer, or the error of the address; `None` before the first question.
    pub explained: Option<Result<VerdictExplanation, AppError>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictExplanation {
    /// Address as typed.
    pub email: String,
    /// Domain in its compared form.
    pub domain: String,
    /// Current answer to a check.
    pub now: Answer,
    /// True if the account is enforced. If not, the rules are evaluated as if it were.
    pub enforced: bool,
    /// Rules that did not apply, in order.
    pub passed: Vec<RuleFinding>,
    /// Rule that decided.
    pub decided: RuleFinding,
    pub answer: Answer,
    /// Identifier of the address's own page, if it has one.
    pub user: Option<UserId>,
    pub request: Option<OpenRequest>,
    /// True for the administrator's own address.
    pub own: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRequest {
    pub id: RequestId,
    pub number: u64,
    pub when: DisplayTime,
}

/// Result of one rule of: its match if it decided, otherwise the reason it did not apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RuleFinding {
    /// Account status: suspended, if this rule decides.
    Account,
    Switch,
    Rejection(Option<Decided>),
    /// Valid approval.
    Approval {
        decided: Decided,
        until: Option<String>,
    },
    NoApproval,
    /// Expired approval.
    Lapsed {
        until: String,
    },
    Expected {
        /// Announced domain, if the announcement covers a whole domain.
        domain: Option<String>,
        until: String,
    },
    NotExpected,
    /// Authorised domain that covers the address.
    Domain {
        domain: String,
        /// True if the entry covers subdomains too.
        with_subdomains: bool,
        by: String,
        when: DisplayTime,
    },
    /// No authorised domain covers the address.
    NoDomain,
    EverybodyAsks,
    /// Entry that lets the domain send requests.
    MayAsk {
        domain: String,
    },
    /// Domain may not send requests.
    MayNotAsk,
    Nothing,
}

/// Author, time and channel of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Author; `None` for an operator's import.
    pub by: Option<String>,
    pub when: DisplayTime,
    pub source: StandingSource,
}
