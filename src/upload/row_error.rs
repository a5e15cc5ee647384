//! Problems that make a row invalid, each with its column. Codes only; the translations are in `app`.

use super::{MAX_NAME, MAX_NOTE, day::DayError};
use crate::{domain::DomainError, email::EmailError};

/// Problem of a row, with its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowError {
    /// Problem found in the cell.
    pub problem: CellProblem,
    /// Column of the cell, counted from 0.
    pub column: u16,
}

/// Problem found in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CellProblem {
    /// The cell is not a valid address.
    #[error(transparent)]
    Address(EmailError),
    /// The cell has several addresses; carries their number.
    #[error("{0} addresses in one cell")]
    SeveralAddresses(u16),
    /// The cell has a name and an address: `Ann Lee <ann@acme.test>`
    #[error("a name and an address in one cell")]
    NameAndAddress,
    /// The cell has a mail link: `mailto:ann@acme.test`
    #[error("a link rather than an address")]
    MailLink,
    /// Full-width letters, as typed on Japanese keyboards: different characters that look like ASCII.
    #[error("letters of double width")]
    Wide,
    /// Invisible character: a zero-width space, a soft hyphen, a direction mark.
    #[error("a character that cannot be seen")]
    Invisible,
    /// The bytes are not valid in the file's encoding.
    #[error("characters that could not be read: another encoding?")]
    Unreadable,
    /// Control character, including NUL.
    #[error("a control character")]
    Control,
    /// Address of the uploading administrator.
    #[error("your own address: a colleague decides about it")]
    Own,
    /// Quotation mark that is never closed, or is closed before the end of the cell.
    #[error("a single quotation mark")]
    LoneQuote,
    /// More cells than the other rows, so an unquoted cell contains a delimiter.
    #[error("more cells than the other rows have")]
    ExtraCells,
    /// The name exceeds [`MAX_NAME`] characters.
    #[error("the name is longer than {MAX_NAME} characters")]
    NameTooLong,
    /// The note exceeds [`MAX_NOTE`] characters.
    #[error("the note is longer than {MAX_NOTE} characters")]
    NoteTooLong,
    /// The end date is not a valid day.
    #[error(transparent)]
    Day(super::day::DayError),
    /// The end date is before today.
    #[error("the end date has passed")]
    DayPassed,
}

impl CellProblem {
    /// Code in the report, also printed by `esecure upload check`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Address(error) => address(error),
            Self::SeveralAddresses(_) => "several_addresses",
            Self::NameAndAddress => "name_and_address",
            Self::MailLink => "mail_link",
            Self::Wide => "double_width",
            Self::Invisible => "invisible_character",
            Self::Unreadable => "unreadable",
            Self::Control => "control_character",
            Self::Own => "own_address",
            Self::LoneQuote => "lone_quote",
            Self::ExtraCells => "extra_cells",
            Self::NameTooLong => "name_too_long",
            Self::NoteTooLong => "note_too_long",
            Self::Day(DayError::Form) => "not_a_day",
            Self::Day(DayError::Ambiguous) => "ambiguous_day",
            Self::Day(DayError::NoSuchDay) => "no_such_day",
            Self::DayPassed => "day_passed",
        }
    }
}

const fn address(error: EmailError) -> &'static str {
    match error {
        EmailError::Empty => "empty",
        EmailError::NoAt => "no_at",
        EmailError::TwoAts => "two_ats",
        EmailError::NoLocalPart => "no_local_part",
        EmailError::Quoted => "quoted_local_part",
        EmailError::Comment => "comment",
        EmailError::Literal => "address_literal",
        EmailError::International => "international_local_part",
        EmailError::Character => "character",
        EmailError::Dots => "dots",
        EmailError::TooLong => "too_long",
        EmailError::Domain(error) => match error {
            DomainError::Empty => "domain_empty",
            DomainError::SingleLabel => "domain_without_dot",
            DomainError::EmptyLabel => "domain_dots",
            DomainError::TooLong => "domain_too_long",
            DomainError::Hyphen => "domain_hyphen",
            DomainError::Character => "domain_character",
            DomainError::Numeric => "domain_numeric",
            DomainError::International => "domain_international",
        },
    }
}
