//! Upload of an address list (section 4): parses a file, judges each row, and plans the approvals to commit.
//!
//! The same code runs in the browser (judgements while typing), on the server (the authoritative result) and in
//! `esecure upload check`. It does no I/O. The caller supplies the account's data: the standings of the file's distinct
//! addresses (one call), the domain rules, the account's own domains, and today's date.
//!
//! ```text
//! bytes + FormatOverrides ─ SheetReader ─▶ Sheet ─ Judge (edits, standings) ─▶ Judgement of each row
//!                                                          ├─ Summary, lines, result file
//!                                                          ├─ parts that fit the limit
//!                                                          └─ Plan: the approvals to commit
//! ```
//!
//! | module | contents |
//! |---|---|
//! | [`encoding`] | character encodings, both ways |
//! | [`format`](mod@format), [`sniff`] | file format: set by hand, else detected |
//! | [`scan`], [`sheet`] | records, cells and row numbers |
//! | [`address`], [`day`], [`row_error`] | validation of cells, and the problems found |
//! | [`doubt`], [`lookalike`] | likely typing mistakes, and look-alike domains |
//! | [`judgement`], [`judge`] | judgement of each row, and edits |
//! | [`report`], [`split`], [`plan`] | counts and result file, parts within the limit, approvals to commit |
//!
//! # Example
//! ```
//! use esecure::upload::{
//!     AccountContext, Edit, FormatOverrides, Judge, Judgement, JudgementKind, KnownStanding, Plan, RowId, SheetReader,
//! };
//!
//! let to_ascii = |host: &str| Some(host.to_owned()); // The browser's URL API.
//! let bytes = "e-mailadres;naam\r\nann@acme.test;Ann\r\nbob@gmial.com;Bob\r\n".as_bytes().to_vec();
//!
//! // Run each step in a task of its own, so that the page stays responsive.
//! let mut reader = SheetReader::new(bytes, FormatOverrides::default())?;
//! while !reader.step(1000)? {}
//! let mut judge = Judge::new(reader.finish(), AccountContext::default());
//! while !judge.step(1000, &to_ascii) {}
//!
//! // One call fetches the standings; until then no row is approved or rejected.
//! assert_eq!(judge.unresolved_addresses().collect::<Vec<_>>(), ["ann@acme.test", "bob@gmial.com"]);
//! judge.set_known("ann@acme.test", KnownStanding::Approved);
//! judge.assume_undecided();
//! assert_eq!(judge.judgement(0), Judgement::AlreadyApproved);
//! assert_eq!(judge.judgement(1).kind(), JudgementKind::Doubtful);
//!
//! // The user edits a cell; the list of edits is sent to the server with the bytes.
//! let edit = Edit::Cell { row: RowId { number: 3, part: 0 }, column: 0, text: "bob@gmail.com".to_owned() };
//! assert!(judge.edit(&edit, &to_ascii));
//! assert_eq!(Plan::of(&judge, &Default::default()).rows, [1]);
//! # Ok::<(), esecure::upload::TooLarge>(())
//! ```
//!
//! # Row numbers
//! A row has the number that a spreadsheet shows: records are counted from 1, including the header and blank records. A
//! record with line breaks inside a cell is one row. A first line `sep=;`, which spreadsheets obey but do not show, has
//! no number.
//!
//! # Invariants
//! - Any bytes give a [`Sheet`] or a [`TooLarge`], in memory bounded by the limits below, without panics.
//! - Reading and judging in slices gives the same result as at once.
//! - A row has exactly one judgement at any time. It is computed from the row's cells, the first row with its address,
//!   and the findings about that address and its domain, and never stored.
//! - A file written for a spreadsheet ([`crate::export`]) is read back unchanged.

pub mod address;
pub mod day;
pub mod doubt;
pub mod encoding;
pub mod format;
mod header_words;
mod interner;
pub mod judge;
pub mod judgement;
pub mod lookalike;
mod mail_domains;
pub mod plan;
mod repair;
pub mod report;
pub mod row_error;
pub mod scan;
pub mod sheet;
pub mod sniff;
pub mod split;
mod writer;

pub use day::{Day, DayOrder};
pub use encoding::Encoding;
pub use format::{Columns, Delimiter, Format, FormatOverrides, LineEnd};
pub use judge::Judge;
pub use judgement::{AccountContext, Edit, Judgement, JudgementKind, KnownStanding, RowId, Suggestion};
pub use plan::Plan;
pub use report::{ReportLine, Summary};
pub use row_error::{CellProblem, RowError};
pub use sheet::{Sheet, SheetReader};

/// Maximum number of counting rows (neither invalid nor duplicate) per upload (R-4.3).
pub const LIMIT: usize = 1_000;
/// Maximum size of a file, in bytes.
pub const MAX_BYTES: usize = 32 << 20;
/// Maximum number of rows, not counting blank ones.
pub const MAX_ROWS: usize = 250_000;
/// Maximum number of cells kept per row. Further cells are not read, and make the row invalid.
pub const MAX_CELLS: usize = 64;
/// Maximum number of edits that a server applies to one file, because each edit may scan all rows.
pub const MAX_EDITS: usize = 10_000;
/// Maximum length of a note, in characters.
pub const MAX_NOTE: usize = 200;
/// Maximum length of a name, in characters.
pub const MAX_NAME: usize = 200;

/// Refusal of a whole file as too large. The limits are far above the size of a 1,000-row upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TooLarge {
    /// The file exceeds [`MAX_BYTES`].
    #[error("the file is larger than 32 MiB")]
    Bytes,
    /// The file exceeds [`MAX_ROWS`].
    #[error("the file has more than 250,000 rows")]
    Rows,
}

#[cfg(test)]
mod tests;
