//! Scanner for CSV records and cells (RFC 4180, plus spreadsheet habits), without copying.
//!
//! A quotation mark encloses a cell only if another one closes the cell: right before a delimiter, a line end or the
//! end of the file. A stray quotation mark is an ordinary character and marks the cell as unbalanced, but the following
//! rows stay rows; other readers swallow them up to the next quotation mark.

use super::{LineEnd, MAX_CELLS};
use crate::export::strip_formula_guard;
use memchr::{memchr, memchr3};
use std::borrow::Cow;

/// Byte range of a cell's text. The top bits hold two flags, because a file is far shorter than 2³¹ bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cell {
    start: u32,
    end: u32,
}

const FLAG: u32 = 1 << 31;

impl Cell {
    pub(super) fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    /// Text between the quotation marks, or the whole text of an unquoted cell.
    pub(super) fn text(self, text: &str) -> &str {
        &text[(self.start & !FLAG) as usize..(self.end & !FLAG) as usize]
    }

    /// Bytes of [`Self::text`], without its check of character boundaries, which a cell never violates.
    pub(super) fn bytes(self, text: &str) -> &[u8] {
        &text.as_bytes()[(self.start & !FLAG) as usize..(self.end & !FLAG) as usize]
    }

    /// Text of the cell, with doubled quotation marks unescaped.
    pub(super) fn unescaped(self, text: &str) -> Cow<'_, str> {
        let text = self.text(text);
        if self.has_escaped_quotes() { Cow::Owned(text.replace("\"\"", "\"")) } else { Cow::Borrowed(text) }
    }

    /// The cell contains `""`, which means `"`.
    pub(super) const fn has_escaped_quotes(self) -> bool {
        self.end & FLAG != 0
    }

    /// The cell contains a stray quotation mark.
    pub(super) const fn has_unbalanced_quote(self) -> bool {
        self.start & FLAG != 0
    }

    const fn with_escaped_quotes(self, yes: bool) -> Self {
        Self { end: if yes { self.end | FLAG } else { self.end }, ..self }
    }

    const fn with_unbalanced_quote(self, yes: bool) -> Self {
        Self { start: if yes { self.start | FLAG } else { self.start }, ..self }
    }
}

/// Record of the file; its cells were appended to the caller's list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record {
    /// Byte range of the text, without the line end.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Number of cells kept, and number of cells in all.
    pub(super) kept: usize,
    pub(super) cells: usize,
    /// All cells are blank.
    pub(super) blank: bool,
    /// Line end of the record; `None` at the end of the file.
    pub(super) line_end: Option<LineEnd>,
}

/// End of a cell.
#[derive(Debug, Clone, Copy)]
enum End {
    /// Delimiter, followed by another cell.
    Cell,
    Line(LineEnd),
    File,
}

impl End {
    fn length(self) -> usize {
        match self {
            Self::Cell => 1,
            Self::Line(line_end) => line_end.text().len(),
            Self::File => 0,
        }
    }
}

/// Iterates over a text, one record at a time.
#[derive(Debug)]
pub(super) struct Scanner {
    delimiter: u8,
    quoting: bool,
    line_end: LineEnd,
    pub(super) at: usize,
}

impl Scanner {
    pub(super) fn new(delimiter: u8, quoting: bool, line_end: LineEnd, at: usize) -> Self {
        Self { delimiter, quoting, line_end, at }
    }

    /// Returns the next record, or `None` at the end of the text.
    pub(super) fn next(&mut self, text: &str, cells: &mut Vec<Cell>) -> Option<Record> {
        let bytes = text.as_bytes();
        if self.at >= bytes.len() {
            return None;
        }
        let start = self.at;
        let mut record = Record { start, end: start, kept: 0, cells: 0, blank: true, line_end: None };
        loop {
            let (cell, end, ended) = self.cell(bytes, self.at);
            record.cells += 1;
            record.blank = record.blank && is_blank(cell.text(text));
            if record.kept < MAX_CELLS {
                cells.push(cell);
                record.kept += 1;
            }
            record.end = end;
            self.at = end + ended.length();
            match ended {
                End::Cell => {}
                End::Line(line_end) => {
                    record.line_end = Some(line_end);
                    return Some(record);
                }
                End::File => return Some(record),
            }
        }
    }

    /// Classifies the end of a cell at this offset, if there is one.
    fn end(&self, bytes: &[u8], at: usize) -> Option<End> {
        let Some(byte) = bytes.get(at) else { return Some(End::File) };
        if *byte == self.delimiter {
            return Some(End::Cell);
        }
        let found = match byte {
            b'\n' => LineEnd::Lf,
            b'\r' if self.line_end != LineEnd::Cr && bytes.get(at + 1) == Some(&b'\n') => LineEnd::CrLf,
            b'\r' => LineEnd::Cr,
            _ => return None,
        };
        (self.line_end == LineEnd::Any || self.line_end == found).then_some(End::Line(found))
    }

    /// Scans a cell: returns its range, the offset of its end, and the kind of end.
    #[inline]
    fn cell(&self, bytes: &[u8], start: usize) -> (Cell, usize, End) {
        let mut unbalanced = false;
        let mut from = start;
        if self.quoting && bytes.get(start) == Some(&b'"') {
            match self.quoted(bytes, start) {
                Ok(found) => return found,
                Err(resume) => (unbalanced, from) = (true, resume),
            }
        }
        while let Some(at) = find(bytes, from, |rest| memchr3(self.delimiter, b'\r', b'\n', rest)) {
            if let Some(ended) = self.end(bytes, at) {
                return (Cell::new(start, at).with_unbalanced_quote(unbalanced), at, ended);
            }
            from = at + 1;
        }
        (Cell::new(start, bytes.len()).with_unbalanced_quote(unbalanced), bytes.len(), End::File)
    }

    /// Scans a cell that begins with a quotation mark. Without a proper closing mark, the cell has an
    /// unbalanced quote, and the error is the offset from which to look for its end as an unquoted cell.
    fn quoted(&self, bytes: &[u8], start: usize) -> Result<(Cell, usize, End), usize> {
        let mut escaped = false;
        let mut at = start + 1;
        while let Some(close) = find(bytes, at, |rest| memchr(b'"', rest)) {
            if bytes.get(close + 1) == Some(&b'"') {
                escaped = true;
                at = close + 2;
                continue;
            }
            let blanks = bytes[close + 1..].iter().take_while(|b| **b == b' ').count();
            let after = close + 1 + blanks;
            if let Some(ended) = self.end(bytes, after) {
                return Ok((Cell::new(start + 1, close).with_escaped_quotes(escaped), after, ended));
            }
            // Text follows the closing quote. On one line it is a quoted word inside the cell; across lines, two
            // unrelated stray quotes.
            let over_lines = bytes[start..close].iter().any(|b| *b == b'\n' || *b == b'\r');
            return Err(if over_lines { start + 1 } else { after });
        }
        Err(start + 1)
    }
}

/// Restores a neutralised cell; otherwise an address that begins with `+` would be read back as another one.
pub(super) fn without_formula_guard(cell: Cow<'_, str>) -> Cow<'_, str> {
    match cell {
        Cow::Borrowed(text) => strip_formula_guard(text),
        Cow::Owned(text) => Cow::Owned(strip_formula_guard(&text).into_owned()),
    }
}

/// Offset of the first match at or after `from`.
fn find(bytes: &[u8], from: usize, search: impl Fn(&[u8]) -> Option<usize>) -> Option<usize> {
    search(bytes.get(from..)?).map(|at| from + at)
}

/// Returns true for blanks and other delimiters only, which spreadsheets write for emptied rows.
fn is_blank(text: &str) -> bool {
    // Fast path for nearly all cells.
    if text.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric) {
        return false;
    }
    text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ';' | ',' | '|')).is_empty()
}
