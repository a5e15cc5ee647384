//! Format of a file (R-4.2). [`Format`] is complete; [`FormatOverrides`] holds the settings made by hand.

use super::{DayOrder, Encoding};
use crate::Locale;
use serde::{Deserialize, Serialize};

/// Delimiter between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delimiter {
    /// Semicolon `;`, as written by Dutch Excel.
    Semicolon,
    /// Comma `,`, the standard CSV delimiter.
    Comma,
    /// Tab, as on a spreadsheet's clipboard.
    Tab,
    /// Pipe `|`, used by some exports.
    Pipe,
}

impl Delimiter {
    /// All delimiters, most likely first.
    pub const ALL: [Self; 4] = [Self::Semicolon, Self::Comma, Self::Tab, Self::Pipe];

    /// Delimiter as an ASCII byte.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Semicolon => b';',
            Self::Comma => b',',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
        }
    }

    /// Finds the delimiter of an ASCII byte.
    pub fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|delimiter| delimiter.byte() == byte)
    }
}

/// Line end after a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineEnd {
    /// Any of CR LF, LF and CR.
    Any,
    /// CR LF only: Windows.
    CrLf,
    /// LF only: Unix, and current macOS.
    Lf,
    /// CR only: Excel for Mac's old “CSV (Macintosh)”.
    Cr,
}

impl LineEnd {
    /// All line ends, in menu order.
    pub const ALL: [Self; 4] = [Self::Any, Self::CrLf, Self::Lf, Self::Cr];

    /// Characters written at the end of a row; CR LF for [`Self::Any`].
    pub const fn text(self) -> &'static str {
        match self {
            Self::CrLf | Self::Any => "\r\n",
            Self::Lf => "\n",
            Self::Cr => "\r",
        }
    }
}

/// Assignment of columns, counted from 0. Unassigned columns are kept, but not checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Columns {
    /// Column of the e-mail address.
    pub address: u16,
    /// Column of the name.
    pub name: Option<u16>,
    /// Column of the note (R-3.4).
    pub note: Option<u16>,
    /// Column of the approval's last day (R-3.4).
    pub until: Option<u16>,
}

impl Columns {
    /// Moves the address to another column, and unassigns that column's previous field.
    pub fn with_address(self, address: u16) -> Self {
        let keep = |column: Option<u16>| column.filter(|c| *c != address);
        Self { address, name: keep(self.name), note: keep(self.note), until: keep(self.until) }
    }
}

/// Complete format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Format {
    /// Delimiter between two cells.
    pub delimiter: Delimiter,
    /// Character encoding of the file.
    pub encoding: Encoding,
    /// Line end after each row.
    pub line_end: LineEnd,
    /// Quotation marks (`"`) enclose cells; otherwise a quotation mark is an ordinary character.
    pub quoting: bool,
    /// The first row that is not blank holds the column names.
    pub header: bool,
    /// Language of the header, if its words determine one.
    pub language: Option<Locale>,
    /// Assignment of columns to fields.
    pub columns: Columns,
    /// Expected number of cells per row; a wider row was split at a wrong place.
    pub width: u16,
    /// Order of day and month in dates such as 3/4/2027; `None` refuses ambiguous dates.
    pub days: Option<DayOrder>,
}

/// Format settings made by hand. The missing ones are detected, given the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FormatOverrides {
    /// Manual setting for [`Format::delimiter`].
    pub delimiter: Option<Delimiter>,
    /// Manual setting for [`Format::encoding`].
    pub encoding: Option<Encoding>,
    /// Manual setting for [`Format::line_end`].
    pub line_end: Option<LineEnd>,
    /// Manual setting for [`Format::quoting`].
    pub quoting: Option<bool>,
    /// Manual setting for [`Format::header`].
    pub header: Option<bool>,
    /// Manual setting for [`Format::columns`].
    pub columns: Option<Columns>,
    /// Manual setting for [`Format::days`].
    pub days: Option<DayOrder>,
}

impl From<Format> for FormatOverrides {
    /// Fixes all settings. The browser sends them, so that the server reads the file exactly as shown.
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
