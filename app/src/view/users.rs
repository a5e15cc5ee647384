//! The list under *Authorised account numbers* (R-3.1).

use super::When;
use esecure::id::{ApplicationId, UserId};
use serde::{Deserialize, Serialize};

/// Which standings to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StandingFilter {
    #[default]
    All,
    /// No decision, and no domain that covers.
    Undecided,
    Approved,
    /// Covered by a domain.
    Domain,
    Rejected,
}

impl StandingFilter {
    /// Every filter, in the order of the chips.
    pub const ALL: [Self; 5] = [Self::All, Self::Undecided, Self::Approved, Self::Domain, Self::Rejected];

    /// As written in the address bar.
    pub const fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Undecided => "undecided",
            Self::Approved => "approved",
            Self::Domain => "domain",
            Self::Rejected => "rejected",
        }
    }

    /// Reads what [`Self::code`] wrote; anything else shows all.
    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|f| f.code() == code).unwrap_or_default()
    }
}

/// In which order. Each has its exact reverse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsersSort {
    /// The latest use first; never used, last.
    #[default]
    LastUse,
    LastUseOldest,
    /// The most uses first.
    Uses,
    UsesFewest,
    /// By address, from a.
    Address,
    AddressLast,
}

impl UsersSort {
    pub const ALL: [Self; 6] =
        [Self::LastUse, Self::LastUseOldest, Self::Uses, Self::UsesFewest, Self::Address, Self::AddressLast];

    /// As written in the address bar.
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

    /// Reads what [`Self::code`] wrote; anything else is the usual order.
    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|sort| sort.code() == code).unwrap_or_default()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UsersQuery {
    pub filter: StandingFilter,
    /// Part of a name or an address.
    pub search: String,
    pub page: u64,
    pub sort: UsersSort,
    /// Only those who used this application.
    pub application: Option<ApplicationId>,
}

/// How many there are of each, for the chips.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UserCounts {
    pub all: u64,
    pub undecided: u64,
    pub approved: u64,
    pub domain: u64,
    pub rejected: u64,
}

impl UserCounts {
    /// The count of one filter.
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

/// The way a decision came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum StandingSource {
    #[default]
    List,
    /// By deciding a request.
    Request,
    /// With an upload.
    Upload,
    /// By what was announced.
    Announcement,
}

impl StandingSource {
    /// Reads what is stored.
    pub fn from_code(code: &str) -> Self {
        match code {
            "request" => Self::Request,
            "upload" => Self::Upload,
            "announcement" => Self::Announcement,
            _ => Self::List,
        }
    }
}

/// A standing with its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StandingView {
    Undecided,
    Approved {
        /// By whom; nobody for what an operator imported.
        by: Option<String>,
        when: When,
        /// Last day it holds.
        until: Option<String>,
        source: StandingSource,
        note: Option<String>,
    },
    /// Covered by a domain.
    Domain {
        domain: String,
    },
    Rejected {
        by: Option<String>,
        when: When,
        source: StandingSource,
        note: Option<String>,
    },
}

/// One address of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRow {
    pub id: UserId,
    /// The shipper's name, where an application told it.
    pub name: Option<String>,
    /// The address, in full.
    pub email: String,
    pub standing: StandingView,
    /// Applications it was used from, the latest first.
    pub applications: Vec<String>,
    pub last_use: Option<When>,
    pub uses: u64,
    /// The same for each of the 13 months, the oldest first.
    pub months: Vec<u32>,
    /// The looker's own address: others decide.
    pub own: bool,
}

/// One page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsersPage {
    /// The first day that counts.
    pub since: String,
    /// The 13 months in words, from the first day to today.
    pub span: String,
    /// The applications that used the account, by name.
    pub applications: Vec<(ApplicationId, String)>,
    /// Without a decision, the looker's own address left out: what can be ticked at once.
    pub tickable: u64,
    /// For the chips: within the search and the application.
    pub counts: UserCounts,
    /// The rows, in the order that was asked for.
    pub rows: Vec<UserRow>,
    pub page: u64,
    /// How many pages there are, at least 1.
    pub pages: u64,
    /// How many rows there are on all pages.
    pub total: u64,
    /// The number of the first row on this page, from 1; 0 where there is none.
    pub first: u64,
    /// Whether the looker is the only active administrator: then, and only then, they may approve their own address
    /// here, with the password.
    pub sole: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    Approve,
    Reject,
}

impl Choice {
    /// As written in forms and addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
        }
    }

    /// Reads what [`Self::code`] wrote.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Approve, Self::Reject].into_iter().find(|c| c.code() == code)
    }
}
