//! How a file is to be read (R-4.2). A [`Format`] says all of it; a [`Wish`] says what somebody set by hand.

use super::{DayOrder, Encoding};
use crate::Locale;
use serde::{Deserialize, Serialize};

/// What stands between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delimiter {
    /// `;`, as Dutch Excel writes.
    Semicolon,
    /// `,`
    Comma,
    /// A tab: what a spreadsheet puts on the clipboard.
    Tab,
    /// `|`
    Pipe,
}

impl Delimiter {
    /// Every delimiter, the likeliest first.
    pub const ALL: [Self; 4] = [Self::Semicolon, Self::Comma, Self::Tab, Self::Pipe];

    /// The character.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Semicolon => b';',
            Self::Comma => b',',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
        }
    }

    /// The delimiter of this character.
    pub fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|delimiter| delimiter.byte() == byte)
    }
}

/// What ends a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineEnd {
    /// CR LF, LF and CR alike.
    Any,
    /// CR LF only: Windows.
    CrLf,
    /// LF only: Unix, and macOS today.
    Lf,
    /// CR only: Excel for Mac's old “CSV (Macintosh)”.
    Cr,
}

impl LineEnd {
    /// Every way, in the order a chooser offers them.
    pub const ALL: [Self; 4] = [Self::Any, Self::CrLf, Self::Lf, Self::Cr];

    /// What is written at the end of a row.
    pub const fn text(self) -> &'static str {
        match self {
            Self::CrLf | Self::Any => "\r\n",
            Self::Lf => "\n",
            Self::Cr => "\r",
        }
    }
}

/// Which column holds what, counted from 0. Others are kept and never judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Columns {
    /// The e-mail address.
    pub address: u16,
    /// The name.
    pub name: Option<u16>,
    /// The note (R-3.4).
    pub note: Option<u16>,
    /// The last day of the approval (R-3.4).
    pub until: Option<u16>,
}

impl Columns {
    /// The same columns with the address elsewhere. What that column held before is held by none.
    pub fn with_address(self, address: u16) -> Self {
        let keep = |column: Option<u16>| column.filter(|c| *c != address);
        Self { address, name: keep(self.name), note: keep(self.note), until: keep(self.until) }
    }
}

/// How a file is read, in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Format {
    /// Between cells.
    pub delimiter: Delimiter,
    /// Of characters.
    pub encoding: Encoding,
    /// After rows.
    pub line_end: LineEnd,
    /// Whether `"` around a cell encloses it; otherwise it is a character like any other.
    pub quoting: bool,
    /// Whether the first row that is not blank names the columns.
    pub header: bool,
    /// The header's language, where its words have one.
    pub language: Option<Locale>,
    /// Which column holds what.
    pub columns: Columns,
    /// How many cells a row has. One with more has been cut in the wrong place.
    pub width: u16,
    /// How days such as 3/4/2027 are read; where nothing tells, they are refused.
    pub days: Option<DayOrder>,
}

/// What somebody set by hand. The rest is found out, given that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Wish {
    /// See [`Format::delimiter`].
    pub delimiter: Option<Delimiter>,
    /// See [`Format::encoding`].
    pub encoding: Option<Encoding>,
    /// See [`Format::line_end`].
    pub line_end: Option<LineEnd>,
    /// See [`Format::quoting`].
    pub quoting: Option<bool>,
    /// See [`Format::header`].
    pub header: Option<bool>,
    /// See [`Format::columns`].
    pub columns: Option<Columns>,
    /// See [`Format::days`].
    pub days: Option<DayOrder>,
}

impl From<Format> for Wish {
    /// All of it by hand: what the browser sends, so that the server reads the file as it was shown.
    fn from(format: Format) -> Self {
        Self {
            delimiter: Some(format.delimiter),
            encoding: Some(format.encoding),
            line_end: Some(format.line_end),
            quoting: Some(format.quoting),
            header: Some(format.header),
            columns: Some(format.columns),
            days: format.days,
        }
    }
}
