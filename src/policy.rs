//! Account policy and the verdict on one address by the rules of.

mod explain;
mod rehearsal;

pub use explain::{ApprovalOutcome, Explanation, MayAskOutcome, RuleOutcome, explain};
pub use rehearsal::{BlockReason, rehearse};

use crate::{DomainName, EmailAddress, Timestamp, codes, id::AnnouncementId};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Decision of an account about one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Standing {
    /// No decision has been made.
    #[default]
    Undecided,
    /// May ship, until an instant or without an end.
    Approved {
        /// Exclusive end: the first instant at which the approval is no longer valid. `None` means no end.
        until: Option<Timestamp>,
    },
    /// May not ship on the account.
    Rejected,
}

impl Standing {
    /// Joins the stored kind and end date; a date only matters for an approval.
    pub const fn new(kind: StandingKind, until: Option<Timestamp>) -> Self {
        match kind {
            StandingKind::Undecided => Self::Undecided,
            StandingKind::Approved => Self::Approved { until },
            StandingKind::Rejected => Self::Rejected,
        }
    }

    /// Standing without its end date.
    pub const fn kind(self) -> StandingKind {
        match self {
            Self::Undecided => StandingKind::Undecided,
            Self::Approved { .. } => StandingKind::Approved,
            Self::Rejected => StandingKind::Rejected,
        }
    }
}

/// [`Standing`] without its end date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StandingKind {
    /// No decision has been made.
    #[default]
    Undecided,
    /// May ship, perhaps until an instant.
    Approved,
    /// May not ship on the account.
    Rejected,
}

codes!(StandingKind { Undecided = "undecided", Approved = "approved", Rejected = "rejected" });

/// Origin of a standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StandingSource {
    /// Decision on the list of addresses.
    List,
    /// Decision on a request.
    Request,
    /// Upload of a file.
    Upload,
    /// Announcement of an expected shipper.
    Announcement,
}

codes!(StandingSource { List = "list", Request = "request", Upload = "upload", Announcement = "announcement" });

/// Entry of a domain list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainRule {
    /// Domain of the entry.
    pub domain: DomainName,
    /// Includes all subdomains; only if the entry says so.
    pub with_subdomains: bool,
}

impl DomainRule {
    /// Returns true if `domain` equals the entry's domain, or is a subdomain and the entry includes subdomains.
    pub fn covers(&self, domain: &DomainName) -> bool {
        self.domain == *domain || (self.with_subdomains && domain.is_below(&self.domain))
    }
}

/// Returns true if any entry of the list covers the domain.
fn covered(list: &[DomainRule], domain: &DomainName) -> bool {
    list.iter().any(|rule| rule.covers(domain))
}

/// Returns true if addresses at this domain may send requests: the may-ask list covers the domain or is empty.
pub fn may_ask(list: &[DomainRule], domain: &DomainName) -> bool {
    list.is_empty() || covered(list, domain)
}

/// Domain list of an account; each account has two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DomainList {
    /// Domains whose addresses all may ship.
    Authorised,
    /// Domains whose addresses may send requests.
    MayAsk,
}

codes!(DomainList { Authorised = "authorised", MayAsk = "may_ask" });

/// Address or domain that an announcement expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// One single e-mail address.
    Address(EmailAddress),
    /// All addresses at a domain, without subdomains.
    Domain(DomainName),
}

/// Announcement of an expected shipper. The first check that matches turns the announcement into an approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// Identifier of the announcement.
    pub id: AnnouncementId,
    /// Expected address or domain.
    pub who: Expected,
    /// Exclusive end: the first instant at which the announcement is no longer valid.
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

/// Complete input of a verdict on one account.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// The account is activated for eSecure and not suspended.
    pub active: bool,
    /// Enforcement is on: verdicts count from now on.
    pub enforced: bool,
    /// Standings by address. A missing address is undecided.
    pub standings: HashMap<EmailAddress, Standing>,
    /// Announcements of expected shippers.
    pub announcements: Vec<Announcement>,
    /// Authorised domains: all their addresses may ship.
    pub authorised: Vec<DomainRule>,
    /// May-ask list: domains that may send requests. An empty list admits all domains.
    pub may_ask: Vec<DomainRule>,
}

impl Policy {
    /// Mutable access to one of the two domain lists.
    pub fn list_mut(&mut self, list: DomainList) -> &mut Vec<DomainRule> {
        match list {
            DomainList::Authorised => &mut self.authorised,
            DomainList::MayAsk => &mut self.may_ask,
        }
    }
}

/// Answer to a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The shipment may be booked.
    Allowed,
    /// The administrators have to decide first.
    Pending,
    /// The shipment may not be booked.
    Denied,
}

/// Rule that decided a check, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The account does not exist, is not activated, or is suspended.
    UnknownAccount,
    /// Enforcement is off for the account.
    NotEnforced,
    /// The address has been rejected.
    AddressRejected,
    /// The address is approved or announced.
    AddressApproved,
    /// The domain of the address is authorised.
    DomainAuthorised,
    /// The account has a may-ask list, and the domain is not on that list.
    DomainMayNotAsk,
    /// No decision has been made yet.
    AwaitingDecision,
}

impl Rule {
    /// Answer that this rule leads to.
    pub const fn answer(self) -> Answer {
        match self {
            Self::NotEnforced | Self::AddressApproved | Self::DomainAuthorised => Answer::Allowed,
            Self::AwaitingDecision => Answer::Pending,
            Self::UnknownAccount | Self::AddressRejected | Self::DomainMayNotAsk => Answer::Denied,
        }
    }

    /// Code in the API and the journal: `awaiting_decision`.
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

/// Answer to a check, with the rule that decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Rule that decided the check.
    pub rule: Rule,
    /// Announcement to be turned into an approval, if one decided the check.
    pub announcement: Option<Announcement>,
}

impl Verdict {
    /// Answer of the deciding rule.
    pub fn answer(&self) -> Answer {
        self.rule.answer()
    }
}

impl From<Rule> for Verdict {
    fn from(rule: Rule) -> Self {
        Self { rule, announcement: None }
    }
}

/// Computes the verdict on `email` at `now`: the first rule of that matches.
pub fn decide(policy: &Policy, email: &EmailAddress, now: Timestamp) -> Verdict {
    if !policy.active {
        return Rule::UnknownAccount.into();
    }
    if !policy.enforced {
        return Rule::NotEnforced.into();
    }
    judge(policy, email, now)
}

/// Applies the rules for the address only (3 to 8), regardless of suspension and enforcement.
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
