//! Explanation of a verdict: the rules of in order, each with its finding about one address, up to the
//! rule that decides.

use super::{Announcement, DomainRule, Policy, Rule, Standing, Verdict};
use crate::{EmailAddress, Timestamp};

/// Finding of rule 4 (approval).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApprovalOutcome {
    /// The address is not approved.
    None,
    /// The approval has expired.
    Lapsed {
        /// First instant at which the approval was no longer valid.
        until: Timestamp,
    },
    /// The approval is valid.
    Holds {
        /// First instant at which the approval is no longer valid; `None` means no end.
        until: Option<Timestamp>,
    },
}

/// Finding of rule 7 (may-ask list).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MayAskOutcome {
    /// The list is empty, so every domain may send requests.
    Everybody,
    /// This entry of the list covers the address.
    Listed(DomainRule),
    /// The list has entries, and none covers the domain.
    NotListed,
}

/// Rule of applied to an address, with its finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleOutcome {
    /// Rule 1: the account exists and is active.
    Account {
        /// The account is activated and not suspended.
        active: bool,
    },
    /// Rule 2: enforcement of the account.
    Switch {
        /// Enforcement is on for the account.
        on: bool,
    },
    /// Rule 3: rejection of the address.
    Rejected {
        /// The address has been rejected.
        rejected: bool,
    },
    /// Rule 4: approval of the address.
    Approved(ApprovalOutcome),
    /// Rule 5: announcement that matches the address, if any.
    Announced(Option<Announcement>),
    /// Rule 6: authorised domain that covers the address, if any.
    Authorised(Option<DomainRule>),
    /// Rule 7: may-ask list of the account.
    MayAsk(MayAskOutcome),
    /// Rule 8: no rule decided before, so the administrators have to decide.
    Otherwise,
}

impl RuleOutcome {
    /// Rule that this step decides by, or `None` if the next rule applies.
    pub const fn decides(&self) -> Option<Rule> {
        match self {
            Self::Account { active: false } => Some(Rule::UnknownAccount),
            Self::Switch { on: false } => Some(Rule::NotEnforced),
            Self::Rejected { rejected: true } => Some(Rule::AddressRejected),
            Self::Approved(ApprovalOutcome::Holds { .. }) | Self::Announced(Some(_)) => Some(Rule::AddressApproved),
            Self::Authorised(Some(_)) => Some(Rule::DomainAuthorised),
            Self::MayAsk(MayAskOutcome::NotListed) => Some(Rule::DomainMayNotAsk),
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

/// Verdict with the steps that led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Steps that did not decide, in order.
    pub passed: Vec<RuleOutcome>,
    /// Rule that decided the verdict, with its finding.
    pub decided: RuleOutcome,
    /// Verdict, equal to the result of [`super::decide`].
    pub verdict: Verdict,
}

/// Applies the rules one by one until one decides.
pub fn explain(policy: &Policy, email: &EmailAddress, now: Timestamp) -> Explanation {
    type Try = fn(&Policy, &EmailAddress, Timestamp) -> RuleOutcome;
    const RULES: [Try; 7] = [
        |policy, _, _| RuleOutcome::Account { active: policy.active },
        |policy, _, _| RuleOutcome::Switch { on: policy.enforced },
        |policy, email, _| RuleOutcome::Rejected { rejected: standing(policy, email) == Standing::Rejected },
        |policy, email, now| RuleOutcome::Approved(approval(standing(policy, email), now)),
        |policy, email, now| {
            RuleOutcome::Announced(policy.announcements.iter().find(|a| a.matches(email, now)).cloned())
        },
        |policy, email, _| RuleOutcome::Authorised(covering(&policy.authorised, email).cloned()),
        |policy, email, _| RuleOutcome::MayAsk(asking(&policy.may_ask, email)),
    ];
    let mut passed = Vec::new();
    for rule in RULES {
        let step = rule(policy, email, now);
        if let Some(rule) = step.decides() {
            return Explanation { passed, verdict: verdict(&step, rule), decided: step };
        }
        passed.push(step);
    }
    Explanation { passed, decided: RuleOutcome::Otherwise, verdict: Rule::AwaitingDecision.into() }
}

fn verdict(step: &RuleOutcome, rule: Rule) -> Verdict {
    let announcement = match step {
        RuleOutcome::Announced(announcement) => announcement.clone(),
        _ => None,
    };
    Verdict { rule, announcement }
}

fn standing(policy: &Policy, email: &EmailAddress) -> Standing {
    policy.standings.get(email).copied().unwrap_or_default()
}

fn approval(standing: Standing, now: Timestamp) -> ApprovalOutcome {
    match standing {
        Standing::Approved { until: Some(until) } if until <= now => ApprovalOutcome::Lapsed { until },
        Standing::Approved { until } => ApprovalOutcome::Holds { until },
        Standing::Undecided | Standing::Rejected => ApprovalOutcome::None,
    }
}

fn covering<'a>(list: &'a [DomainRule], email: &EmailAddress) -> Option<&'a DomainRule> {
    list.iter().find(|rule| rule.covers(email.domain()))
}

fn asking(list: &[DomainRule], email: &EmailAddress) -> MayAskOutcome {
    if list.is_empty() {
        return MayAskOutcome::Everybody;
    }
    covering(list, email).map_or(MayAskOutcome::NotListed, |rule| MayAskOutcome::Listed(rule.clone()))
}
