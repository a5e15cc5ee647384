//! Rehearsal of enforcement: the obstacle to an address's next shipment, by the rules of a check under
//! enforcement.

use super::{Answer, Policy, Rule, Standing, judge};
use crate::{EmailAddress, Timestamp};

/// Reason for which an address would be blocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockReason {
    /// No decision has been made about the address.
    Undecided,
    /// The approval of the address has expired.
    Ended {
        /// First instant at which the approval was no longer valid.
        at: Timestamp,
    },
    /// No decision has been made, and the domain is not on the may-ask list.
    MayNotAsk,
    /// The address has been rejected.
    Rejected,
}

/// Returns the obstacle that would block `email` at `now` under enforcement, or `None` if the address may ship. Ignores
/// the account's current activation and enforcement, because the question is hypothetical.
pub fn rehearse(policy: &Policy, email: &EmailAddress, now: Timestamp) -> Option<BlockReason> {
    let verdict = judge(policy, email, now);
    if verdict.answer() == Answer::Allowed {
        return None;
    }
    Some(match (verdict.rule, policy.standings.get(email)) {
        (Rule::AddressRejected, _) => BlockReason::Rejected,
        // An expired approval is more informative than a domain missing from the may-ask list.
        (_, Some(Standing::Approved { until: Some(at) })) => BlockReason::Ended { at: *at },
        (Rule::DomainMayNotAsk, _) => BlockReason::MayNotAsk,
        _ => BlockReason::Undecided,
    })
}
