//! Records and cells (RFC 4180 and what spreadsheets make of it), found without copying.
//!
//! A quotation mark encloses a cell only where one closes it: right before a delimiter, a line end or the end of the
//! file. One that stands alone is a character, the cell is marked, and the rows after it stay rows; in other readers it
//! swallows them up to the next.

use super::{LineEnd, MAX_CELLS};

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

    const fn broken(self) -> Self {
        Self { start: self.start | FLAG, ..self }
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

/// Walks over a text, one record at a time.
#[derive(Debug)]
pub(super) struct Scanner {
    delimiter: u8,
    quoting: bool,
    line_end: LineEnd,
    /// Bytes at which an open cell may end.
    stops: [bool; 256],
    pub(super) at: usize,
}

impl Scanner {
    pub(super) fn new(delimiter: u8, quoting: bool, line_end: LineEnd, at: usize) -> Self {
        let mut stops = [false; 256];
        for byte in [delimiter, b'\n', b'\r'] {
            stops[usize::from(byte)] = true;
        }
        Self { delimiter, quoting, line_end, stops, at }
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
            let (cell, end) = self.cell(bytes, self.at);
            record.cells += 1;
            record.blank = record.blank && is_blank(cell.raw(text));
            if record.kept < MAX_CELLS {
                cells.push(cell);
                record.kept += 1;
            }
            record.end = end;
            if bytes.get(end) == Some(&self.delimiter) {
                self.at = end + 1;
                continue;
            }
            let ended = self.ends_at(bytes, end);
            record.line_end = ended;
            self.at = end + ended.map_or(0, |e| e.text().len());
            return Some(record);
        }
    }

    /// The line end at this place, if one counts there.
    fn ends_at(&self, bytes: &[u8], at: usize) -> Option<LineEnd> {
        let found = match bytes.get(at)? {
            b'\n' => LineEnd::Lf,
            b'\r' if self.line_end != LineEnd::Cr && bytes.get(at + 1) == Some(&b'\n') => LineEnd::CrLf,
            b'\r' => LineEnd::Cr,
            _ => return None,
        };
        (self.line_end == LineEnd::Any || self.line_end == found).then_some(found)
    }

    /// The cell that begins here, and where it ends: at a delimiter, a line end or the end.
    fn cell(&self, bytes: &[u8], start: usize) -> (Cell, usize) {
        if !self.quoting || bytes.get(start) != Some(&b'"') {
            let end = self.open_end(bytes, start);
            return (Cell::new(start, end), end);
        }
        let mut escaped = false;
        let mut at = start + 1;
        while let Some(found) = find(&bytes[at..], b'"') {
            let close = at + found;
            if bytes.get(close + 1) == Some(&b'"') {
                escaped = true;
                at = close + 2;
                continue;
            }
            let blanks = bytes[close + 1..].iter().take_while(|b| **b == b' ').count();
            let after = close + 1 + blanks;
            if self.is_end(bytes, after) {
                return (Cell::new(start + 1, close).escaped(escaped), after);
            }
            // Text behind the closing mark. On one line, somebody wrote "so" about it; over lines, two strays met.
            if bytes[start..close].iter().any(|b| *b == b'\n' || *b == b'\r') {
                break;
            }
            let end = self.open_end(bytes, after);
            return (Cell::new(start, end).broken(), end);
        }
        let end = self.open_end(bytes, start + 1);
        (Cell::new(start, end).broken(), end)
    }

    fn is_end(&self, bytes: &[u8], at: usize) -> bool {
        at >= bytes.len() || bytes[at] == self.delimiter || self.ends_at(bytes, at).is_some()
    }

    fn open_end(&self, bytes: &[u8], start: usize) -> usize {
        let mut at = start;
        while let Some(found) = bytes[at..].iter().position(|b| self.stops[usize::from(*b)]) {
            at += found;
            if self.is_end(bytes, at) {
                return at;
            }
            at += 1;
        }
        bytes.len()
    }
}

/// Nothing stands in it but blanks, and delimiters of another kind: what spreadsheets leave of rows that were emptied.
fn is_blank(text: &str) -> bool {
    text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ';' | ',' | '|')).is_empty()
}

fn find(bytes: &[u8], wanted: u8) -> Option<usize> {
    bytes.iter().position(|b| *b == wanted)
}
