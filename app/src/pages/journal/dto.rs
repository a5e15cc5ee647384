//! Journal: one page of entries, and the result of verifying the hash chain.

use crate::{dto::DisplayTime, error::Problem};
use serde::{Deserialize, Serialize};

/// Filters and cursor of the journal, from the URL's query.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct JournalQuery {
    /// Event code or event group; empty for all.
    pub kind: String,
    /// Author, one of [`JournalPage::who`]; empty for all.
    pub who: String,
    /// Affected address, as typed.
    pub address: String,
    /// First day, `2026-11-23`.
    pub from: String,
    pub to: String,
    /// Cursor: only entries before this number.
    pub before: Option<i64>,
    /// Cursor: only entries after this number, the nearest ones.
    pub after: Option<i64>,
}

impl JournalQuery {
    /// True if any filter is set.
    pub fn filters(&self) -> bool {
        let Self { kind, who, address, from, to, .. } = self;
        [kind, who, address, from, to].iter().any(|field| !field.is_empty())
    }

    /// Filters with their query parameter names.
    pub fn fields(&self) -> [(&'static str, &str); 5] {
        [
            ("kind", self.kind.as_str()),
            ("who", &self.who),
            ("address", &self.address),
            ("from", &self.from),
            ("to", &self.to),
        ]
    }
}

/// Option group of a filter's select.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    pub title: String,
    /// Pairs of code and label.
    pub choices: Vec<(String, String)>,
}

/// One page of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalPage {
    /// Entries, newest first.
    pub entries: Vec<JournalEntry>,
    /// Number of entries of the account.
    pub total: u64,
    /// Options of the event filter.
    pub kinds: Vec<Choices>,
    pub who: Vec<Choices>,
    /// Validation errors of the filters; `entries` is empty if there are any.
    pub problems: Vec<Problem>,
    /// Cursor for the next older page.
    pub older: Option<i64>,
    /// Cursor for the next newer page.
    pub newer: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    pub number: i64,
    pub when: DisplayTime,
    pub who: JournalWho,
    /// Event as a sentence.
    pub what: String,
    /// Origin of the action in words.
    pub origin: String,
    /// Affected address.
    pub about: JournalAbout,
    /// Values before and after.
    pub changes: Vec<JournalChange>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum JournalWho {
    Person {
        name: String,
        email: Option<String>,
    },
    /// Person whose data was erased.
    Erased,
    /// Application, operator, or eSecure itself.
    Other(String),
}

/// Subject of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum JournalAbout {
    Nobody,
    Address {
        email: String,
        /// Name of the address's owner at the time, if known.
        name: Option<String>,
    },
    /// Person whose data was erased.
    Erased,
}

/// Changed field with its old and new value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalChange {
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Result of verifying the hash chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verified {
    /// All entries are valid; holds their number.
    Whole(u64),
    /// First invalid entry, as a sentence.
    Broken(String),
}
