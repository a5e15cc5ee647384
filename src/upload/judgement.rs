//! What can be said of a row, what must be known for it, and what somebody can change.

use super::{Day, Fault, doubt::Doubt};
use crate::{DomainName, EmailAddress, Standing, Timestamp, policy::DomainRule};
use serde::{Deserialize, Serialize};

/// What is known of the account before any address of the file.
#[derive(Debug, Clone, Default)]
pub struct Knowledge {
    /// The domains whose every address may ship.
    pub authorised: Vec<DomainRule>,
    /// Domains that the account knows, because somebody there was approved or several ship: what a mistyped one may have
    /// been.
    pub domains: Vec<DomainName>,
    /// Whoever uploads: nobody approves their own address.
    pub own: Option<EmailAddress>,
    /// Today in the account's zone; without it no end date has passed.
    pub today: Option<Day>,
}

/// What the account has decided about an address, at the time of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// Nothing, or an approval that has lapsed.
    #[default]
    Undecided,
    /// It may ship.
    Approved,
    /// It may not.
    Rejected,
}

impl Known {
    /// What a standing means at an instant.
    pub fn at(standing: Standing, now: Timestamp) -> Self {
        match standing {
            Standing::Rejected => Self::Rejected,
            Standing::Approved { until } if until.is_none_or(|until| now < until) => Self::Approved,
            Standing::Approved { .. } | Standing::Undecided => Self::Undecided,
        }
    }
}

/// The kinds of judgement, in the order in which they are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Cannot be approved as it stands.
    Invalid,
    /// An earlier row has the same address.
    Duplicate,
    /// The account said no.
    PreviouslyRejected,
    /// The account said yes.
    AlreadyApproved,
    /// An authorised domain covers it.
    CoveredByDomain,
    /// A likely typing mistake or look-alike.
    Doubtful,
    /// Will be approved.
    New,
}

impl Kind {
    /// All of them, in their order.
    pub const ALL: [Self; 7] = [
        Self::Invalid,
        Self::Duplicate,
        Self::PreviouslyRejected,
        Self::AlreadyApproved,
        Self::CoveredByDomain,
        Self::Doubtful,
        Self::New,
    ];

    /// The code, in the output of `esecure upload check` too.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Duplicate => "duplicate",
            Self::PreviouslyRejected => "previously_rejected",
            Self::AlreadyApproved => "already_approved",
            Self::CoveredByDomain => "covered_by_domain",
            Self::Doubtful => "doubtful",
            Self::New => "new",
        }
    }
}

/// What is to be said of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement<'a> {
    /// See [`Kind::Invalid`].
    Invalid(Fault),
    /// Of which row.
    Duplicate(RowId),
    /// See [`Kind::PreviouslyRejected`].
    PreviouslyRejected,
    /// See [`Kind::AlreadyApproved`].
    AlreadyApproved,
    /// By which entry.
    CoveredByDomain(&'a DomainRule),
    /// What was probably meant.
    Doubtful(&'a Doubt),
    /// See [`Kind::New`].
    New,
}

impl Judgement<'_> {
    /// Without its particulars.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Invalid(_) => Kind::Invalid,
            Self::Duplicate(_) => Kind::Duplicate,
            Self::PreviouslyRejected => Kind::PreviouslyRejected,
            Self::AlreadyApproved => Kind::AlreadyApproved,
            Self::CoveredByDomain(_) => Kind::CoveredByDomain,
            Self::Doubtful(_) => Kind::Doubtful,
            Self::New => Kind::New,
        }
    }
}

/// Which row: its number in a spreadsheet, and which part of it, once it was split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RowId {
    /// As a spreadsheet shows it.
    pub number: u32,
    /// 0 unless the row came out of another by [`Edit::Split`].
    #[serde(default)]
    pub part: u16,
}

/// A change that somebody made on the page. The list of them goes to the server with the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// Another text in a cell.
    Cell {
        /// The row.
        row: RowId,
        /// The column, counted from 0.
        column: u16,
        /// The whole new text.
        text: String,
    },
    /// A row for each of the addresses in its cell, all else alike.
    Split {
        /// The row.
        row: RowId,
    },
}

/// What would make a row better, in one press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Suggestion {
    /// Another text in the address column.
    Replace(String),
    /// One row for each of these addresses.
    Split(Vec<String>),
}
