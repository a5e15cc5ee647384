//! List under *Authorised account numbers* (R-3.1).

use crate::dto::DisplayTime;
use esecure::{
    id::{ApplicationId, UserId},
    policy::StandingSource,
};
use serde::{Deserialize, Serialize};

/// Filter by standing; [`StandingFilter::ALL`] is in the order of the chips.
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

esecure::codes!(StandingFilter {
    All = "all",
    Undecided = "undecided",
    Approved = "approved",
    Domain = "domain",
    Rejected = "rejected",
});

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

esecure::codes!(UsersSort {
    LastUse = "last-use",
    LastUseOldest = "last-use-oldest",
    Uses = "uses",
    UsesFewest = "uses-fewest",
    Address = "address",
    AddressLast = "address-last",
});

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

impl UserRow {
    /// Returns true if the row has a button that approves the address.
    pub const fn can_be_approved(&self) -> bool {
        !self.own && matches!(self.standing, StandingView::Undecided | StandingView::Rejected { .. })
    }

    /// Returns true if a sole administrator may approve the address, which is their own.
    pub const fn may_approve_own(&self) -> bool {
        self.own && matches!(self.standing, StandingView::Undecided | StandingView::Rejected { .. })
    }

    /// Returns true if the row has a button that rejects the address or revokes its approval.
    pub const fn can_be_rejected(&self) -> bool {
        !self.own && !matches!(self.standing, StandingView::Rejected { .. })
    }
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
    /// Names of the other active administrators, who decide about the reader's own address; `None` if there are none:
    /// only then may the reader approve it here, with the password.
    pub deciders: Option<String>,
}

/// Decision about one address or request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    #[default]
    Approve,
    Reject,
}

esecure::codes!(Choice { Approve = "approve", Reject = "reject" });
