//! The list under *Authorised account numbers* (R-3.1).

use super::When;
use esecure::id::{ApplicationId, UserId};
use serde::{Deserialize, Serialize};

/// Which standings to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StandingFilter {
    /// All of them.
    #[default]
    All,
    /// No decision, and no domain that covers.
    Undecided,
    /// Approved by address.
    Approved,
    /// Covered by a domain.
    Domain,
    /// Rejected.
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
    /// The reverse.
    LastUseOldest,
    /// The most uses first.
    Uses,
    /// The reverse.
    UsesFewest,
    /// By address, from a.
    Address,
    /// The reverse.
    AddressLast,
}

impl UsersSort {
    /// Every order.
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

/// What to list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UsersQuery {
    /// Which standings.
    pub filter: StandingFilter,
    /// Part of a name or an address.
    pub search: String,
    /// Page, from 1.
    pub page: u64,
    /// In which order.
    pub sort: UsersSort,
    /// Only those who used this application.
    pub application: Option<ApplicationId>,
}

/// How many there are of each, for the chips.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UserCounts {
    /// All.
    pub all: u64,
    /// No decision.
    pub undecided: u64,
    /// Approved.
    pub approved: u64,
    /// By domain.
    pub domain: u64,
    /// Rejected.
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
    /// On the list.
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
    /// Nothing yet.
    Undecided,
    /// Approved.
    Approved {
        /// By whom; nobody for what an operator imported.
        by: Option<String>,
        /// When.
        when: When,
        /// Last day it holds.
        until: Option<String>,
        /// How it came.
        source: StandingSource,
        /// The administrators' note.
        note: Option<String>,
    },
    /// Covered by a domain.
    Domain {
        /// Which.
        domain: String,
    },
    /// Rejected.
    Rejected {
        /// By whom.
        by: Option<String>,
        /// When.
        when: When,
        /// How it came.
        source: StandingSource,
        /// The administrators' note.
        note: Option<String>,
    },
}

/// One address of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRow {
    /// Its identifier.
    pub id: UserId,
    /// The shipper's name, where an application told it.
    pub name: Option<String>,
    /// The address, in full.
    pub email: String,
    /// What is decided.
    pub standing: StandingView,
    /// Applications it was used from, the latest first.
    pub applications: Vec<String>,
    /// Last use.
    pub last_use: Option<When>,
    /// Uses in 13 months.
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
    /// This page, from 1.
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

/// Approve or reject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// May ship.
    Approve,
    /// May not.
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
