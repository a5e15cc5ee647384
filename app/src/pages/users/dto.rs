//! List under *Authorised account numbers* (R-3.1).

use crate::dto::DisplayTime;
use esecure::id::{ApplicationId, UserId};
use serde::{Deserialize, Serialize};

/// Filter by standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StandingFilter {
    #[default]
    All,
    /// No decision and no authorised domain.
    Undecided,
    Approved,
    /// Covered by an authorised domain.
    Domain,
    Rejected,
}

impl StandingFilter {
    /// All filters, in the order of the chips.
    pub const ALL: [Self; 5] = [Self::All, Self::Undecided, Self::Approved, Self::Domain, Self::Rejected];

    /// Value in the URL's query.
    pub const fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Undecided => "undecided",
            Self::Approved => "approved",
            Self::Domain => "domain",
            Self::Rejected => "rejected",
        }
    }

    /// Parses [`Self::code`]; anything else gives the default, all.
    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|f| f.code() == code).unwrap_or_default()
    }
}

/// Sort order. Each order has its exact reverse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsersSort {
    /// Latest use first; never-used addresses last.
    #[default]
    LastUse,
    LastUseOldest,
    /// Most uses first.
    Uses,
    UsesFewest,
    /// By address, ascending.
    Address,
    AddressLast,
}

impl UsersSort {
    pub const ALL: [Self; 6] =
        [Self::LastUse, Self::LastUseOldest, Self::Uses, Self::UsesFewest, Self::Address, Self::AddressLast];

    /// Value in the URL's query.
    pub const fn code(self) -> &'static str {
        match self {
            Self::LastUse => "last-use",
            Self::LastUseOldest => "last-use-oldest",
            Self::Uses => "uses",
            Self::UsesFewest => "uses-fewest",
            Self::Address => "address",
            Self::AddressLast => "address-last",
        }
    }

    /// Parses [`Self::code`]; anything else gives the default order.
    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|sort| sort.code() == code).unwrap_or_default()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UsersQuery {
    pub filter: StandingFilter,
    /// Substring of a name or address.
    pub search: String,
    pub page: u64,
    pub sort: UsersSort,
    /// Restricts the list to addresses used from this application.
    pub application: Option<ApplicationId>,
}

/// Counts for the filter chips.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UserCounts {
    pub all: u64,
    pub undecided: u64,
    pub approved: u64,
    pub domain: u64,
    pub rejected: u64,
}

impl UserCounts {
    pub const fn of(&self, filter: StandingFilter) -> u64 {
        match filter {
            StandingFilter::All => self.all,
            StandingFilter::Undecided => self.undecided,
            StandingFilter::Approved => self.approved,
            StandingFilter::Domain => self.domain,
            StandingFilter::Rejected => self.rejected,
        }
    }
}

/// Channel of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum StandingSource {
    #[default]
    List,
    /// Decision on a request.
    Request,
    /// Upload.
    Upload,
    /// Announcement.
    Announcement,
}

impl StandingSource {
    /// Parses the stored code.
    pub fn from_code(code: &str) -> Self {
        match code {
            "request" => Self::Request,
            "upload" => Self::Upload,
            "announcement" => Self::Announcement,
            _ => Self::List,
        }
    }
}

/// Standing with its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StandingView {
    Undecided,
    Approved {
        /// Author; `None` for an operator's import.
        by: Option<String>,
        when: DisplayTime,
        /// Last valid day.
        until: Option<String>,
        source: StandingSource,
        note: Option<String>,
    },
    /// Covered by an authorised domain.
    Domain {
        domain: String,
    },
    Rejected {
        by: Option<String>,
        when: DisplayTime,
        source: StandingSource,
        note: Option<String>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRow {
    pub id: UserId,
    /// Shipper's name, if an application supplied it.
    pub name: Option<String>,
    pub email: String,
    pub standing: StandingView,
    /// Applications the address was used from, latest first.
    pub applications: Vec<String>,
    pub last_use: Option<DisplayTime>,
    pub uses: u64,
    /// Uses in each of the last 13 months, oldest first.
    pub months: Vec<u32>,
    /// True for the administrator's own address, which others decide.
    pub own: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsersPage {
    /// First day counted.
    pub since: String,
    /// The 13 months in words, from the first day to today.
    pub span: String,
    /// Applications that used the account, by name.
    pub applications: Vec<(ApplicationId, String)>,
    /// Number of undecided addresses except the administrator's own, which can be ticked at once.
    pub tickable: u64,
    /// Counts for the chips, within the current search and application.
    pub counts: UserCounts,
    /// Rows in the requested order.
    pub rows: Vec<UserRow>,
    pub page: u64,
    /// Number of pages, at least 1.
    pub pages: u64,
    /// Number of rows on all pages.
    pub total: u64,
    /// Number of the page's first row, from 1; 0 if there are none.
    pub first: u64,
    /// True if there is only one active administrator; only then may they approve their own address here, with the
    /// password.
    pub sole: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    Approve,
    Reject,
}

impl Choice {
    /// Value in forms and URLs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
        }
    }

    /// Parses [`Self::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Approve, Self::Reject].into_iter().find(|c| c.code() == code)
    }
}
