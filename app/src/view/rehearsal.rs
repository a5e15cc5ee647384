//! The rehearsal of the switch.

use super::When;
use esecure::id::UserId;
use serde::{Deserialize, Serialize};

/// How many of those who would be blocked stand on the page at first; the others on a press.
pub const BLOCKED_FIRST: u64 = 5;

/// What of the rehearsal is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RehearsalQuery {
    /// A page of all who would be blocked, from 1; without one, the first of them.
    pub page: Option<u64>,
    /// Whom the last press has approved.
    pub approved: Option<UserId>,
}

/// What the switch would come to, or, where it is on, what it comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rehearsal {
    /// Whether it is on.
    pub enforced: bool,
    /// Addresses that used the account in 13 months.
    pub addresses: u64,
    /// Of them, those that would be blocked.
    pub blocked: u64,
    /// Their uses in the last three of the months below.
    pub quarter: u64,
    /// The first day of those three.
    pub quarter_since: When,
    /// The 13 month-long periods that end today, the oldest first.
    pub months: Vec<RehearsedMonth>,
    /// Those who would be blocked, the most uses last quarter first: the first of them, or a page.
    pub rows: Vec<BlockedRow>,
    /// Without a decision, and their domain may ask; the looker's own left out: whom one press approves.
    pub undecided: u64,
    /// The page, from 1, where pages were asked for.
    pub page: Option<u64>,
    /// How many pages there are, at least 1.
    pub pages: u64,
    /// The address that the last press has approved, where it is.
    pub approved: Option<String>,
    /// Whether the looker is the only active administrator.
    pub sole: bool,
}

/// One of the 13 months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RehearsedMonth {
    /// `Nov`: the calendar month that most of it lies in.
    pub name: String,
    /// `2026`, that month's year.
    pub year: i16,
    /// `24 October 2025 to 23 November 2025`.
    pub span: String,
    /// Uses by addresses that may ship.
    pub allowed: u64,
    /// Uses by those that would be blocked.
    pub blocked: u64,
}

/// An address that would be blocked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockedRow {
    pub id: UserId,
    /// The shipper's name, where an application told it.
    pub name: Option<String>,
    /// The address, in full.
    pub email: String,
    pub why: WhyBlocked,
    /// Uses in the last quarter.
    pub quarter: u64,
    pub last_use: When,
    /// The looker's own address: others decide.
    pub own: bool,
}

/// What blocks an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum WhyBlocked {
    /// Nothing is decided about it.
    Undecided,
    /// Its approval has ended.
    Ended {
        /// The last day it held.
        day: When,
    },
    /// Its domain may not ask.
    MayNotAsk,
    Rejected {
        when: When,
    },
}
