//! The journal: a page of its entries, and whether it is whole.

use super::When;
use crate::error::Problem;
use serde::{Deserialize, Serialize};

/// What to list, as it stands in the address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct JournalQuery {
    /// One event, or one kind of them; empty for all.
    pub kind: String,
    /// Who did it, as one of [`JournalPage::who`]; empty for anybody.
    pub who: String,
    /// The address that it is about, as typed.
    pub address: String,
    /// The first day, `2026-11-23`.
    pub from: String,
    pub to: String,
    /// Only entries before this one.
    pub before: Option<i64>,
    /// Only entries after this one, the nearest.
    pub after: Option<i64>,
}

impl JournalQuery {
    /// Whether anything is left out.
    pub fn filters(&self) -> bool {
        let Self { kind, who, address, from, to, .. } = self;
        [kind, who, address, from, to].iter().any(|field| !field.is_empty())
    }

    /// The filters by their names in the address.
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

/// Choices of a filter that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// What they have in common.
    pub title: String,
    /// Each with its code.
    pub choices: Vec<(String, String)>,
}

/// One page of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalPage {
    /// The entries, the newest first.
    pub entries: Vec<JournalEntry>,
    /// How many the account has.
    pub total: u64,
    /// What may be filtered by.
    pub kinds: Vec<Choices>,
    pub who: Vec<Choices>,
    /// What is wrong with the filters; then there are no entries.
    pub problems: Vec<Problem>,
    /// Older entries are found before this one.
    pub older: Option<i64>,
    /// Newer ones after this one.
    pub newer: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    pub number: i64,
    pub when: When,
    pub who: JournalWho,
    /// What happened, in a sentence.
    pub what: String,
    /// From where, in words.
    pub origin: String,
    /// Whom it is about.
    pub about: JournalAbout,
    /// How it was, and how it is now.
    pub changes: Vec<JournalChange>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum JournalWho {
    Person {
        name: String,
        email: Option<String>,
    },
    /// A person whose data was erased.
    Erased,
    /// An application, the operator, or eSecure itself.
    Other(String),
}

/// Whom an entry is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum JournalAbout {
    Nobody,
    Address {
        email: String,
        /// Whose it was, where that was known.
        name: Option<String>,
    },
    /// Somebody whose data was erased.
    Erased,
}

/// One thing that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalChange {
    pub field: String,
    pub before: Option<String>,
    /// How it is now.
    pub after: Option<String>,
}

/// What checking the chain came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verified {
    /// Every entry holds: so many.
    Whole(u64),
    /// The first that does not, in a sentence.
    Broken(String),
}
