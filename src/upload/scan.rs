//! Records and cells (RFC 4180 and what spreadsheets make of it), found without copying.
//!
//! A quotation mark encloses a cell only where one closes it: right before a delimiter, a line end or the end of the
//! file. One that stands alone is a character, the cell is marked, and the rows after it stay rows; in other readers it
//! swallows them up to the next.

use super::{LineEnd, MAX_CELLS};
use crate::eight;

/// Where a cell's text lies. The top bits carry two flags: a file is far shorter than 2³¹ bytes.
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

    /// The text between the quotation marks, or all of it.
    pub(super) fn raw(self, text: &str) -> &str {
        &text[(self.start & !FLAG) as usize..(self.end & !FLAG) as usize]
    }

    /// The same as bytes: where a cell ends no character is cut, and it is not asked again.
    pub(super) fn bytes(self, text: &str) -> &[u8] {
        &text.as_bytes()[(self.start & !FLAG) as usize..(self.end & !FLAG) as usize]
    }

    /// `""` within it stands for `"`.
    pub(super) const fn is_escaped(self) -> bool {
        self.end & FLAG != 0
    }

    /// A quotation mark stands in it where none can.
    pub(super) const fn is_broken(self) -> bool {
        self.start & FLAG != 0
    }

    const fn escaped(self, yes: bool) -> Self {
        Self { end: if yes { self.end | FLAG } else { self.end }, ..self }
    }

    const fn broken_if(self, yes: bool) -> Self {
        Self { start: if yes { self.start | FLAG } else { self.start }, ..self }
    }
}

/// One record: its cells have been appended to the list that was given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record {
    /// Where its text begins and ends, line end excluded.
    pub(super) start: usize,
    pub(super) end: usize,
    /// How many cells were kept, and how many there are.
    pub(super) kept: usize,
    pub(super) cells: usize,
    /// Nothing in any of them.
    pub(super) blank: bool,
    /// What ended it; `None` at the end of the file.
    pub(super) line_end: Option<LineEnd>,
}

/// What ends a cell.
#[derive(Debug, Clone, Copy)]
enum End {
    /// A delimiter: another cell follows.
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

/// Walks over a text, one record at a time.
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

    /// The next record, or `None` at the end of the text.
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
            record.blank = record.blank && is_blank(cell.raw(text));
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

    /// What ends a cell at this place, if anything does.
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

    /// The cell that begins here, where it ends, and by what.
    #[inline]
    fn cell(&self, bytes: &[u8], start: usize) -> (Cell, usize, End) {
        let mut broken = false;
        let mut from = start;
        if self.quoting && bytes.get(start) == Some(&b'"') {
            match self.quoted(bytes, start) {
                Ok(found) => return found,
                Err(behind) => (broken, from) = (true, behind),
            }
        }
        while let Some(at) = eight::stop(bytes, from, self.delimiter) {
            if let Some(ended) = self.end(bytes, at) {
                return (Cell::new(start, at).broken_if(broken), at, ended);
            }
            from = at + 1;
        }
        (Cell::new(start, bytes.len()).broken_if(broken), bytes.len(), End::File)
    }

    /// A cell that begins with a quotation mark. Where nothing closes it right, it is broken, and ends as one without would
    /// behind this place.
    fn quoted(&self, bytes: &[u8], start: usize) -> Result<(Cell, usize, End), usize> {
        let mut escaped = false;
        let mut at = start + 1;
        while let Some(close) = eight::find(bytes, at, b'"') {
            if bytes.get(close + 1) == Some(&b'"') {
                escaped = true;
                at = close + 2;
                continue;
            }
            let blanks = bytes[close + 1..].iter().take_while(|b| **b == b' ').count();
            let after = close + 1 + blanks;
            if let Some(ended) = self.end(bytes, after) {
                return Ok((Cell::new(start + 1, close).escaped(escaped), after, ended));
            }
            // Text behind the closing mark. On one line, somebody wrote "so" about it; over lines, two strays met.
            let over_lines = bytes[start..close].iter().any(|b| *b == b'\n' || *b == b'\r');
            return Err(if over_lines { start + 1 } else { after });
        }
        Err(start + 1)
    }
}

/// Nothing stands in it but blanks, and delimiters of another kind: what spreadsheets leave of rows that were emptied.
fn is_blank(text: &str) -> bool {
    // Told at once of nearly all.
    if text.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric) {
        return false;
    }
    text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ';' | ',' | '|')).is_empty()
}
