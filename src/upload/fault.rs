//! Why a row is invalid, and in which column. Codes; the sentences live in `app`.

use super::{MAX_NAME, MAX_NOTE, day::DayError};
use crate::{domain::DomainError, email::EmailError};

/// What is wrong, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// What.
    pub problem: Problem,
    /// In which column, counted from 0.
    pub column: u16,
}

/// What is wrong with a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Not an address.
    #[error(transparent)]
    Address(EmailError),
    /// More than one address in the cell; how many.
    #[error("{0} addresses in one cell")]
    SeveralAddresses(u16),
    /// `Ann Lee <ann@acme.test>`
    #[error("a name and an address in one cell")]
    NameAndAddress,
    /// `mailto:ann@acme.test`
    #[error("a link rather than an address")]
    MailLink,
    /// Letters of double width, as Japanese keyboards type them: they look like others, and are not.
    #[error("letters of double width")]
    Wide,
    /// A character that nobody sees: a zero-width space, a soft hyphen, a mark of direction.
    #[error("a character that cannot be seen")]
    Invisible,
    /// The bytes are no text in the file's encoding.
    #[error("characters that could not be read: another encoding?")]
    Unreadable,
    /// A control character; NUL among them.
    #[error("a control character")]
    Control,
    /// The address of the administrator who uploads.
    #[error("your own address: a colleague decides about it")]
    Own,
    /// A quotation mark that nothing closes, or that closes before the cell ends.
    #[error("a quotation mark stands alone")]
    LoneQuote,
    /// The row has more cells than the others: a delimiter stands in a cell without quotation marks.
    #[error("more cells than the other rows have")]
    ExtraCells,
    /// Longer than [`MAX_NAME`].
    #[error("the name is longer than {MAX_NAME} characters")]
    NameTooLong,
    /// Longer than [`MAX_NOTE`].
    #[error("the note is longer than {MAX_NOTE} characters")]
    NoteTooLong,
    /// Not a day.
    #[error(transparent)]
    Day(super::day::DayError),
    /// A day before today.
    #[error("the end date has passed")]
    DayPassed,
}

impl Problem {
    /// The code, in the output of `esecure upload check` too.
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
