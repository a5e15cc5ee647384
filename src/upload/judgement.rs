//! Types of judgements, of their input, and of edits.

use super::{Day, RowError, doubt::DomainDoubt};
use crate::{DomainName, EmailAddress, Standing, Timestamp, codes, policy::DomainRule};
use serde::{Deserialize, Serialize};

/// Data of the account that are needed before reading the file.
#[derive(Debug, Clone, Default)]
pub struct AccountContext {
    /// Authorised domains: all their addresses may ship.
    pub authorised: Vec<DomainRule>,
    /// Domains known to the account, because an address there was approved or several ship. Used to detect typing
    /// mistakes in similar domains.
    pub domains: Vec<DomainName>,
    /// Address of the uploading administrator, who may not approve it.
    pub own: Option<EmailAddress>,
    /// Today in the account's time zone; `None` disables the check of past end dates.
    pub today: Option<Day>,
}

/// Standing of an address at the time of the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KnownStanding {
    /// Not decided, or the approval has expired.
    #[default]
    Undecided,
    /// The address may ship.
    Approved,
    /// The address may not ship.
    Rejected,
}

impl KnownStanding {
    /// Evaluates a standing at an instant.
    pub fn at(standing: Standing, now: Timestamp) -> Self {
        match standing {
            Standing::Rejected => Self::Rejected,
            Standing::Approved { until } if until.is_none_or(|until| now < until) => Self::Approved,
            Standing::Approved { .. } | Standing::Undecided => Self::Undecided,
        }
    }
}

/// Kind of judgement, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JudgementKind {
    /// The row has an error, so it cannot be approved without an edit.
    Invalid,
    /// An earlier row has the same address.
    Duplicate,
    /// The account rejected the address before.
    PreviouslyRejected,
    /// The account approved the address before.
    AlreadyApproved,
    /// An authorised domain covers the address.
    CoveredByDomain,
    /// Likely typing mistake or look-alike.
    Doubtful,
    /// New address, to be approved.
    New,
}

codes!(JudgementKind {
    Invalid = "invalid",
    Duplicate = "duplicate",
    PreviouslyRejected = "previously_rejected",
    AlreadyApproved = "already_approved",
    CoveredByDomain = "covered_by_domain",
    Doubtful = "doubtful",
    New = "new",
});

/// Judgement of a row, with its details.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement<'a> {
    /// Error of a [`JudgementKind::Invalid`] row.
    Invalid(RowError),
    /// First row with the same address.
    Duplicate(RowId),
    /// Judgement of kind [`JudgementKind::PreviouslyRejected`].
    PreviouslyRejected,
    /// Judgement of kind [`JudgementKind::AlreadyApproved`].
    AlreadyApproved,
    /// Authorised entry that covers the domain.
    CoveredByDomain(&'a DomainRule),
    /// Doubt about the domain, with the domain that was probably meant.
    Doubtful(&'a DomainDoubt),
    /// Judgement of kind [`JudgementKind::New`].
    New,
}

impl Judgement<'_> {
    /// Kind of the judgement, without details.
    pub const fn kind(&self) -> JudgementKind {
        match self {
            Self::Invalid(_) => JudgementKind::Invalid,
            Self::Duplicate(_) => JudgementKind::Duplicate,
            Self::PreviouslyRejected => JudgementKind::PreviouslyRejected,
            Self::AlreadyApproved => JudgementKind::AlreadyApproved,
            Self::CoveredByDomain(_) => JudgementKind::CoveredByDomain,
            Self::Doubtful(_) => JudgementKind::Doubtful,
            Self::New => JudgementKind::New,
        }
    }
}

/// Identifier of a row: its spreadsheet number, and its part after a split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RowId {
    /// Row number as shown by a spreadsheet, from 1.
    pub number: u32,
    /// Part number: 0, unless the row was created by [`Edit::Split`].
    #[serde(default)]
    pub part: u16,
}

/// Edit made on the page. The browser sends the list of edits with the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// Replaces the text of a cell.
    Cell {
        /// Row of the cell.
        row: RowId,
        /// Column of the cell, counted from 0.
        column: u16,
        /// New text of the whole cell.
        text: String,
    },
    /// Splits a row with several addresses into one row per address; the other cells are copied.
    Split {
        /// Row to be split.
        row: RowId,
    },
}

/// Suggested correction, applied with one click.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Suggestion {
    /// Replacement for the text in the address column.
    Replace(String),
    /// Split into one row per address.
    Split(Vec<String>),
}
