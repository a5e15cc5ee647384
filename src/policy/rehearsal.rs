//! The rehearsal of the switch: what stands between an address and its next shipment, by the rules of a check as they
//! are while the account is enforced.

use super::{Answer, Policy, Rule, Standing, judge};
use crate::{EmailAddress, Timestamp};

/// What an address would be blocked by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// Nothing is decided about it.
    Undecided,
    /// It was approved, and the approval has ended.
    Ended {
        /// The first instant at which it no longer held.
        at: Timestamp,
    },
    /// Nothing is decided about it, and its domain may not even ask.
    MayNotAsk,
    /// It was rejected.
    Rejected,
}

/// What would block `email` at `now` if the account were enforced; nothing where it may ship. The account's own switches do
/// not bear on it: the question is what they would do.
pub fn rehearse(policy: &Policy, email: &EmailAddress, now: Timestamp) -> Option<Obstacle> {
    let verdict = judge(policy, email, now);
    if verdict.answer() == Answer::Allowed {
        return None;
    }
    Some(match (verdict.rule, policy.standings.get(email)) {
        (Rule::AddressRejected, _) => Obstacle::Rejected,
        // That it was let ship once says more than what its domain may do.
        (_, Some(Standing::Approved { until: Some(at) })) => Obstacle::Ended { at: *at },
        (Rule::DomainMayNotAsk, _) => Obstacle::MayNotAsk,
        _ => Obstacle::Undecided,
    })
}
