//! The upload of section 4: from the bytes of a file to one judgement for each row, and to what a press would do.
//!
//! The same code runs in the browser, which shows the judgements as somebody types, on the server, which decides by
//! nothing else, and behind `esecure upload check`. It does no I/O. What it must know of the account is brought to it:
//! the standings of the file's distinct addresses in one call, the domain rules, the account's own domains, today.
//!
//! ```text
//! bytes + Wish ─ Reader ─▶ Sheet ─ Judge (edits, standings) ─▶ Judgement of each row
//!                                                                ├─ Summary, lines, result file
//!                                                                ├─ parts that fit the limit
//!                                                                └─ Plan: what a press commits
//! ```
//!
//! | room | what it holds |
//! |---|---|
//! | [`encoding`] | bytes to text and back |
//! | [`format`](mod@format), [`sniff`] | how a file is to be read: set by hand, else found out |
//! | [`scan`], [`sheet`] | records, cells, and the numbers of rows |
//! | [`address`], [`day`], [`fault`] | what a cell may hold, and why not |
//! | [`doubt`], [`lookalike`] | likely typing mistakes, and names that pass for others |
//! | [`judgement`], [`judge`] | what is said of a row, how it is come to, and edits |
//! | [`report`], [`parts`], [`plan`] | what comes out |
//!
//! # How a page uses it
//! ```
//! use esecure::upload::{Edit, Judge, Judgement, Kind, Knowledge, Known, Plan, Reader, RowId, Wish};
//!
//! let to_ascii = |host: &str| Some(host.to_owned()); // The browser's URL API.
//! let bytes = "e-mailadres;naam\r\nann@acme.test;Ann\r\nbob@gmial.com;Bob\r\n".as_bytes().to_vec();
//!
//! // Each step in a task of its own, so that the page stays alive.
//! let mut reader = Reader::new(bytes, Wish::default())?;
//! while !reader.step(1000)? {}
//! let mut judge = Judge::new(reader.finish(), Knowledge::default());
//! while !judge.step(1000, &to_ascii) {}
//!
//! // One call brings the standings; until then no row is approved or rejected.
//! assert_eq!(judge.unasked().collect::<Vec<_>>(), ["ann@acme.test", "bob@gmial.com"]);
//! judge.learn("ann@acme.test", Known::Approved);
//! judge.learn_rest();
//! assert_eq!(judge.judgement(0), Judgement::AlreadyApproved);
//! assert_eq!(judge.judgement(1).kind(), Kind::Doubtful);
//!
//! // Somebody types; the list of edits goes to the server with the bytes.
//! let edit = Edit::Cell { row: RowId { number: 3, part: 0 }, column: 0, text: "bob@gmail.com".to_owned() };
//! assert!(judge.edit(&edit, &to_ascii));
//! assert_eq!(Plan::of(&judge, &Default::default()).rows, [1]);
//! # Ok::<(), esecure::upload::TooLarge>(())
//! ```
//!
//! # Row numbers
//! A row's number is the one that a spreadsheet shows beside it: records are counted from 1, the header and blank ones
//! included. A record whose cell holds line breaks is one row. A first line `sep=;`, which a spreadsheet obeys and does
//! not show, has no number.
//!
//! # Invariants
//! - Any bytes give a [`Sheet`] or a [`TooLarge`], in memory bounded by the limits below; nothing panics.
//! - Reading and judging in slices gives what reading and judging at once gives.
//! - A row has exactly one judgement at any time: it is computed from the row's cells, the first row with its address,
//!   and what is known of that address and its domain, never stored.
//! - What is written for a spreadsheet ([`crate::export`]) is read back as it was.

pub mod address;
pub mod day;
mod distinct;
pub mod doubt;
pub mod encoding;
pub mod fault;
pub mod format;
pub mod judge;
pub mod judgement;
pub mod lookalike;
mod mail_domains;
pub mod parts;
pub mod plan;
mod repair;
pub mod report;
pub mod scan;
pub mod sheet;
pub mod sniff;
mod words;
mod write;

pub use day::{Day, DayOrder};
pub use encoding::Encoding;
pub use fault::{Fault, Problem};
pub use format::{Columns, Delimiter, Format, LineEnd, Wish};
pub use judge::Judge;
pub use judgement::{Edit, Judgement, Kind, Knowledge, Known, RowId, Suggestion};
pub use plan::Plan;
pub use report::{Line, Summary};
pub use sheet::{Reader, Sheet};

/// Rows that one upload may approve: those that are neither invalid nor duplicate are counted (R-4.3).
pub const LIMIT: usize = 1_000;
/// The largest file that is read.
pub const MAX_BYTES: usize = 32 << 20;
/// The most rows that are read; blank ones do not count.
pub const MAX_ROWS: usize = 250_000;
/// The most cells of a row that are kept; those beyond are never looked at, and the row says so.
pub const MAX_CELLS: usize = 64;
/// The most edits that a server applies to one file: each may look at every row.
pub const MAX_EDITS: usize = 10_000;
/// The longest note, in characters.
pub const MAX_NOTE: usize = 200;
/// The longest name, in characters.
pub const MAX_NAME: usize = 200;

/// A file that is not read at all. Nothing of an upload of a thousand rows comes near.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TooLarge {
    /// More than [`MAX_BYTES`].
    #[error("the file is larger than 32 MiB")]
    Bytes,
    /// More than [`MAX_ROWS`].
    #[error("the file has more than 250,000 rows")]
    Rows,
}

#[cfg(test)]
mod tests;
