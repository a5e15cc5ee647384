//! What an account has decided, and the verdict on one address: the heart of the product.

mod explain;
mod rehearsal;

pub use explain::{Approval, Asking, Explanation, Step, explain};
pub use rehearsal::{Obstacle, rehearse};

use crate::{DomainName, EmailAddress, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// What an account has decided about one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Standing {
    /// Nothing yet.
    #[default]
    Undecided,
    /// May ship, until an instant (exclusive) or for good.
    Approved {
        /// The first instant at which the approval no longer holds.
        until: Option<Timestamp>,
    },
    /// May not ship.
    Rejected,
}

/// One entry of a list of domains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainRule {
    /// The domain.
    pub domain: DomainName,
    /// Whether the names below it are meant too (R-3.2: only where the entry says so).
    pub with_subdomains: bool,
}

impl DomainRule {
    /// Whether `domain` is the entry's, or lies under it where the entry says so. Whole labels, never suffixes.
    pub fn covers(&self, domain: &DomainName) -> bool {
        self.domain == *domain || (self.with_subdomains && domain.is_below(&self.domain))
    }
}

/// Whether an entry of the list covers a domain.
fn covered(list: &[DomainRule], domain: &DomainName) -> bool {
    list.iter().any(|rule| rule.covers(domain))
}

/// Whether addresses at a domain may ask, by the list of those who may: an empty one lets everybody.
pub fn may_ask(list: &[DomainRule], domain: &DomainName) -> bool {
    list.is_empty() || covered(list, domain)
}

/// Which of an account's two lists of domains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DomainList {
    /// Everyone there may ship.
    Authorised,
    /// Only those may ask.
    MayAsk,
}

impl DomainList {
    /// The code in the database and the journal.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Authorised => "authorised",
            Self::MayAsk => "may_ask",
        }
    }

    /// Reads what [`Self::code`] wrote.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Authorised, Self::MayAsk].into_iter().find(|list| list.code() == code)
    }
}

/// Whom an announcement expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// One address.
    Address(EmailAddress),
    /// Everyone at a domain.
    Domain(DomainName),
}

/// An expected shipper: the first check that matches becomes an approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// Who is expected.
    pub who: Expected,
    /// The first instant at which it no longer holds.
    pub until: Timestamp,
}

impl Announcement {
    fn matches(&self, email: &EmailAddress, now: Timestamp) -> bool {
        now < self.until
            && match &self.who {
                Expected::Address(address) => address == email,
                Expected::Domain(domain) => domain == email.domain(),
            }
    }
}

/// Everything that a verdict on an account depends on.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Activated for eSecure and not suspended.
    pub active: bool,
    /// The switch of: from now on the verdict counts.
    pub enforced: bool,
    /// By address. An address that is not in it is undecided.
    pub standings: HashMap<EmailAddress, Standing>,
    /// Expected shippers.
    pub announcements: Vec<Announcement>,
    /// Domains whose every address may ship.
    pub authorised: Vec<DomainRule>,
    /// Who may ask at all; an empty list lets everybody ask.
    pub may_ask: Vec<DomainRule>,
}

impl Policy {
    /// One of the two lists of domains.
    pub fn list_mut(&mut self, list: DomainList) -> &mut Vec<DomainRule> {
        match list {
            DomainList::Authorised => &mut self.authorised,
            DomainList::MayAsk => &mut self.may_ask,
        }
    }
}

/// The answer to a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Ship.
    Allowed,
    /// Wait: the administrators have been asked.
    Pending,
    /// Do not ship.
    Denied,
}

/// The rule that decided, in the order in which they are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The account is not activated, suspended, or not there at all.
    UnknownAccount,
    /// The account's switch is off.
    NotEnforced,
    /// The address was rejected.
    AddressRejected,
    /// The address was approved, or announced.
    AddressApproved,
    /// The address belongs to an authorised domain.
    DomainAuthorised,
    /// There is a list of who may ask, and this domain is not on it.
    DomainMayNotAsk,
    /// Nothing is decided yet.
    AwaitingDecision,
}

impl Rule {
    /// The answer that this rule gives.
    pub const fn answer(self) -> Answer {
        match self {
            Self::NotEnforced | Self::AddressApproved | Self::DomainAuthorised => Answer::Allowed,
            Self::AwaitingDecision => Answer::Pending,
            Self::UnknownAccount | Self::AddressRejected | Self::DomainMayNotAsk => Answer::Denied,
        }
    }

    /// The code in the API and the journal: `awaiting_decision`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnknownAccount => "unknown_account",
            Self::NotEnforced => "not_enforced",
            Self::AddressRejected => "address_rejected",
            Self::AddressApproved => "address_approved",
            Self::DomainAuthorised => "domain_authorised",
            Self::DomainMayNotAsk => "domain_may_not_ask",
            Self::AwaitingDecision => "awaiting_decision",
        }
    }
}

/// The answer to a check, with the rule that decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Which rule decided.
    pub rule: Rule,
    /// The announcement that is to become an approval, where one decided.
    pub announcement: Option<Announcement>,
}

impl Verdict {
    /// Allowed, pending or denied.
    pub fn answer(&self) -> Answer {
        self.rule.answer()
    }
}

impl From<Rule> for Verdict {
    fn from(rule: Rule) -> Self {
        Self { rule, announcement: None }
    }
}

/// The verdict on `email` at `now`: the rules of, first match first.
pub fn decide(policy: &Policy, email: &EmailAddress, now: Timestamp) -> Verdict {
    if !policy.active {
        return Rule::UnknownAccount.into();
    }
    if !policy.enforced {
        return Rule::NotEnforced.into();
    }
    judge(policy, email, now)
}

/// The same behind the account's own switches.
fn judge(policy: &Policy, email: &EmailAddress, now: Timestamp) -> Verdict {
    match policy.standings.get(email).copied().unwrap_or_default() {
        Standing::Rejected => return Rule::AddressRejected.into(),
        Standing::Approved { until } if until.is_none_or(|until| now < until) => {
            return Rule::AddressApproved.into();
        }
        Standing::Approved { .. } | Standing::Undecided => {}
    }
    if let Some(announcement) = policy.announcements.iter().find(|a| a.matches(email, now)) {
        return Verdict { rule: Rule::AddressApproved, announcement: Some(announcement.clone()) };
    }
    if covered(&policy.authorised, email.domain()) {
        Rule::DomainAuthorised.into()
    } else if !may_ask(&policy.may_ask, email.domain()) {
        Rule::DomainMayNotAsk.into()
    } else {
        Rule::AwaitingDecision.into()
    }
}

#[cfg(test)]
mod tests;
