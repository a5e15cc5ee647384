//! Rehearsal of enforcement.

use crate::dto::DisplayTime;
use esecure::id::UserId;
use serde::{Deserialize, Serialize};

/// Blocked addresses on the page's first view; a button shows the others.
pub const BLOCKED_FIRST: u64 = 5;

/// Effect that enforcement would have, or has if it is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rehearsal {
    /// True if the account is enforced now.
    pub enforced: bool,
    /// Addresses that used the account in the last 13 months.
    pub addresses: u64,
    /// Addresses among them that are or would be blocked.
    pub blocked: u64,
    /// Uses by blocked addresses in the last three of `months`.
    pub quarter: u64,
    /// First day of those three months.
    pub quarter_since: DisplayTime,
    /// The 13 month-long periods ending today, oldest first.
    pub months: Vec<RehearsedMonth>,
    /// Blocked addresses, most uses in the last quarter first: the first few, or one page.
    pub rows: Vec<BlockedRow>,
    /// Undecided addresses that the bulk approval covers: their domain may send requests, and it is not the
    /// administrator's own.
    pub undecided: u64,
    /// Page of `rows` from 1; `None` for the first [`BLOCKED_FIRST`].
    pub page: Option<u64>,
    /// Number of pages, at least 1.
    pub pages: u64,
    /// True if there is only one active administrator.
    pub sole: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RehearsedMonth {
    /// Calendar month that most of the period lies in: `Nov`.
    pub name: String,
    /// Year of that calendar month.
    pub year: i16,
    /// First and last day: `24 October 2025 to 23 November 2025`.
    pub span: String,
    /// Uses by addresses that may ship.
    pub allowed: u64,
    /// Uses by blocked addresses.
    pub blocked: u64,
}

/// Address that is or would be blocked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockedRow {
    pub id: UserId,
    /// Shipper's name, if an application supplied it.
    pub name: Option<String>,
    pub email: String,
    pub why: WhyBlocked,
    /// Uses in the last three months.
    pub quarter: u64,
    pub last_use: DisplayTime,
    /// True for the administrator's own address, which others decide.
    pub own: bool,
}

/// Reason an address is blocked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum WhyBlocked {
    /// No decision.
    Undecided,
    /// Approval has expired.
    Ended {
        /// Last valid day.
        day: DisplayTime,
    },
    /// Domain may not send requests.
    MayNotAsk,
    Rejected {
        when: DisplayTime,
    },
}
