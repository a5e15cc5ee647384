//! Entries of the command palette.

use serde::{Deserialize, Serialize};

/// Kind of an entry, shown as its icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntryKind {
    Request,
    Address,
    Page,
    Account,
    Action,
}

/// Entry that leads to a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaletteEntry {
    pub kind: EntryKind,
    pub title: String,
    /// Second line: an address or an account number; may be empty.
    pub detail: String,
    /// Words at the end of the line: an age or a standing; may be empty.
    pub end: String,
    pub href: String,
}

/// Entries under a common heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaletteGroup {
    pub title: String,
    pub entries: Vec<PaletteEntry>,
}
