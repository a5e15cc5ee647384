//! Why a verdict is what it is: the rules of in their order, each with what it found about one address, up to
//! the one that decides.

use super::{Announcement, DomainRule, Policy, Rule, Standing, Verdict};
use crate::{EmailAddress, Timestamp};

/// What rule 4 found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approval {
    /// The address has none.
    None,
    /// It has one, and its end has passed.
    Lapsed {
        /// The first instant at which it no longer held.
        until: Timestamp,
    },
    /// It holds.
    Holds {
        /// The first instant at which it no longer does; for good without one.
        until: Option<Timestamp>,
    },
}

/// What rule 7 found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asking {
    /// There is no list: everybody may.
    Everybody,
    /// This entry of the list lets the address ask.
    Listed(DomainRule),
    /// There is a list, and the domain is not on it.
    NotListed,
}

/// A rule of as it was tried on an address, with what it found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// 1: the account.
    Account {
        /// Activated, and not suspended.
        active: bool,
    },
    /// 2: the switch.
    Switch {
        /// Whether it is on.
        on: bool,
    },
    /// 3: a rejection.
    Rejected {
        /// Whether there is one.
        rejected: bool,
    },
    /// 4: an approval.
    Approved(Approval),
    /// 5: an announcement that expects the address.
    Announced(Option<Announcement>),
    /// 6: an authorised domain that covers the address.
    Authorised(Option<DomainRule>),
    /// 7: whether the domain may ask.
    MayAsk(Asking),
    /// 8: what is left to do is to ask.
    Otherwise,
}

impl Step {
    /// What this rule decides; nothing where it is passed over.
    pub const fn decides(&self) -> Option<Rule> {
        match self {
            Self::Account { active: false } => Some(Rule::UnknownAccount),
            Self::Switch { on: false } => Some(Rule::NotEnforced),
            Self::Rejected { rejected: true } => Some(Rule::AddressRejected),
            Self::Approved(Approval::Holds { .. }) | Self::Announced(Some(_)) => Some(Rule::AddressApproved),
            Self::Authorised(Some(_)) => Some(Rule::DomainAuthorised),
            Self::MayAsk(Asking::NotListed) => Some(Rule::DomainMayNotAsk),
            Self::Otherwise => Some(Rule::AwaitingDecision),
            Self::Account { .. }
            | Self::Switch { .. }
            | Self::Rejected { .. }
            | Self::Approved(_)
            | Self::Announced(None)
            | Self::Authorised(None)
            | Self::MayAsk(_) => None,
        }
    }
}

/// A verdict with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The rules that were passed over, in their order.
    pub passed: Vec<Step>,
    /// The rule that decides.
    pub decided: Step,
    /// What [`super::decide`] answers.
    pub verdict: Verdict,
}

/// Tries the rules one by one until one decides.
pub fn explain(policy: &Policy, email: &EmailAddress, now: Timestamp) -> Explanation {
    type Try = fn(&Policy, &EmailAddress, Timestamp) -> Step;
    const RULES: [Try; 7] = [
        |policy, _, _| Step::Account { active: policy.active },
        |policy, _, _| Step::Switch { on: policy.enforced },
        |policy, email, _| Step::Rejected { rejected: standing(policy, email) == Standing::Rejected },
        |policy, email, now| Step::Approved(approval(standing(policy, email), now)),
        |policy, email, now| Step::Announced(policy.announcements.iter().find(|a| a.matches(email, now)).cloned()),
        |policy, email, _| Step::Authorised(covering(&policy.authorised, email).cloned()),
        |policy, email, _| Step::MayAsk(asking(&policy.may_ask, email)),
    ];
    let mut passed = Vec::new();
    for rule in RULES {
        let step = rule(policy, email, now);
        if let Some(rule) = step.decides() {
            return Explanation { passed, verdict: verdict(&step, rule), decided: step };
        }
        passed.push(step);
    }
    Explanation { passed, decided: Step::Otherwise, verdict: Rule::AwaitingDecision.into() }
}

fn verdict(step: &Step, rule: Rule) -> Verdict {
    let announcement = match step {
        Step::Announced(announcement) => announcement.clone(),
        _ => None,
    };
    Verdict { rule, announcement }
}

fn standing(policy: &Policy, email: &EmailAddress) -> Standing {
    policy.standings.get(email).copied().unwrap_or_default()
}

fn approval(standing: Standing, now: Timestamp) -> Approval {
    match standing {
        Standing::Approved { until: Some(until) } if until <= now => Approval::Lapsed { until },
        Standing::Approved { until } => Approval::Holds { until },
        Standing::Undecided | Standing::Rejected => Approval::None,
    }
}

fn covering<'a>(list: &'a [DomainRule], email: &EmailAddress) -> Option<&'a DomainRule> {
    list.iter().find(|rule| rule.covers(email.domain()))
}

fn asking(list: &[DomainRule], email: &EmailAddress) -> Asking {
    if list.is_empty() {
        return Asking::Everybody;
    }
    covering(list, email).map_or(Asking::NotListed, |rule| Asking::Listed(rule.clone()))
}
