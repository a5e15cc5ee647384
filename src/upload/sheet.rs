//! File as rows and cells. The text is stored once; cells are ranges in the text, and edited cells are appended to it.

use super::{
    Encoding, Format, FormatOverrides, LineEnd, MAX_BYTES, MAX_CELLS, MAX_ROWS, TooLarge,
    encoding::Decoder,
    scan::{Cell, Scanner, without_formula_guard},
    sniff,
};
use crate::{export::neutralise_formula, swar};
use memchr::memchr;
use std::borrow::Cow;

/// Data row: neither blank nor the header.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Row number as shown by a spreadsheet, from 1.
    pub(super) number: u32,
    /// Part number after a split; 0 for an original row.
    pub(super) part: u16,
    /// Number of cells in the file; may exceed [`MAX_CELLS`], the number kept.
    pub(super) width: u32,
    first: u32,
    kept: u16,
}

/// Parsed file: format, rows and cells.
#[derive(Debug)]
pub struct Sheet {
    format: Format,
    text: String,
    cells: Vec<Cell>,
    pub(super) rows: Vec<Row>,
    header: Option<Row>,
    /// Number of records, including blank ones and the header.
    numbers: u32,
    blank: u32,
    quoted: bool,
    /// The text contains an apostrophe. Without any, no cell was neutralised.
    apostrophes: bool,
    /// CR LF, LF and CR occur as line ends.
    line_ends: [bool; 3],
}

impl Sheet {
    /// Reads a whole file at once.
    ///
    /// # Errors
    /// [`TooLarge`] if the file exceeds a limit.
    pub fn read(bytes: impl AsRef<[u8]>, overrides: FormatOverrides) -> Result<Self, TooLarge> {
        let mut reader = SheetReader::new(bytes, overrides)?;
        while !reader.step(usize::MAX)? {}
        Ok(reader.finish())
    }

    /// Format by which the file was read. The line end is the one that occurs, so that reading again with this format
    /// gives the same sheet.
    pub fn format(&self) -> Format {
        let found = match self.line_ends {
            [true, false, false] => LineEnd::CrLf,
            [false, true, false] => LineEnd::Lf,
            [false, false, true] => LineEnd::Cr,
            _ => LineEnd::Any,
        };
        let line_end = if self.format.line_end == LineEnd::Any { found } else { self.format.line_end };
        Format { line_end, ..self.format }
    }

    /// Number of rows to judge.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Returns true if there are no rows to judge.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Number of rows as shown by a spreadsheet, including blank ones and the header.
    pub fn numbers(&self) -> u32 {
        self.numbers
    }

    /// Number of blank rows, which are dropped.
    pub fn blank(&self) -> u32 {
        self.blank
    }

    /// Returns true if the file contains a quotation mark.
    pub fn has_quotes(&self) -> bool {
        self.quoted
    }

    /// Returns true if the first line declares the delimiter (`sep=;`).
    pub(super) fn declares_delimiter(&self) -> bool {
        sniff::declaration(&self.text).is_some()
    }

    /// Number of columns: the widest row or header, at most [`MAX_CELLS`].
    pub fn columns(&self) -> usize {
        let widest = self.rows.iter().chain(&self.header).map(|row| usize::from(row.kept)).max().unwrap_or(0);
        widest.max(usize::from(self.format.columns.address) + 1).min(MAX_CELLS)
    }

    /// Header text of a column; empty without a header.
    pub fn heading(&self, column: u16) -> Cow<'_, str> {
        self.header.map_or(Cow::Borrowed(""), |row| self.text_at(&row, column))
    }

    pub(super) fn header(&self) -> Option<Row> {
        self.header
    }

    /// Text of a cell; empty if the row is shorter.
    pub fn cell(&self, row: usize, column: u16) -> Cow<'_, str> {
        self.rows.get(row).map_or(Cow::Borrowed(""), |row| self.text_at(row, column))
    }

    pub(super) fn text_at(&self, row: &Row, column: u16) -> Cow<'_, str> {
        let text = self.cell_at(row, column).unescaped(&self.text);
        if self.apostrophes { without_formula_guard(text) } else { text }
    }

    pub(super) fn cell_at(&self, row: &Row, column: u16) -> Cell {
        if column < row.kept { self.cells[row.first as usize + usize::from(column)] } else { Cell::default() }
    }

    /// Raw text of a cell between its quotation marks.
    pub(super) fn cell_text(&self, cell: Cell) -> &str {
        cell.text(&self.text)
    }

    /// Text of the file, followed by the text of edits.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Returns true if a raw cell has at most `most` bytes, all of them printable ASCII.
    pub(super) fn is_printable(&self, row: &Row, column: u16, most: usize) -> bool {
        let raw = self.cell_at(row, column).bytes(&self.text);
        raw.len() <= most && swar::is_printable(raw)
    }

    /// Replaces the text of a cell; returns false if the row does not exist or a limit is exceeded.
    pub(super) fn set(&mut self, at: usize, column: u16, text: &str) -> bool {
        let column = usize::from(column);
        // Manual edits add less text than the largest file; more is refused.
        if column >= MAX_CELLS || at >= self.rows.len() || self.text.len() + text.len() > 2 * MAX_BYTES {
            return false;
        }
        // Neutralised like a cell of the file, because reading a cell removes the apostrophes.
        let start = self.text.len();
        let cell = neutralise_formula(text);
        self.apostrophes = self.apostrophes || cell.contains('\'');
        self.text.push_str(&cell);
        let cell = Cell::new(start, self.text.len());
        let row = &mut self.rows[at];
        let first = row.first as usize;
        if column < usize::from(row.kept) {
            self.cells[first + column] = cell;
            return true;
        }
        // A row that grows is copied to the end.
        row.first = self.cells.len() as u32;
        self.cells.extend_from_within(first..first + usize::from(row.kept));
        self.cells.resize(self.rows[at].first as usize + column, Cell::default());
        self.cells.push(cell);
        let row = &mut self.rows[at];
        row.kept = column as u16 + 1;
        row.width = row.width.max(u32::from(row.kept));
        true
    }

    /// Reserves capacity for the rest of the text, estimated from the rows before this offset.
    fn reserve_estimated(&mut self, at: usize) {
        let rows = ((self.text.len() - at) / (at / FIRST_ROWS).max(1)).min(MAX_ROWS);
        self.rows.reserve(rows);
        self.cells.reserve(rows * (self.cells.len() / FIRST_ROWS).min(USUAL_CELLS));
    }

    /// Inserts copies of a row after it, numbered as its parts.
    pub(super) fn insert_copies(&mut self, at: usize, copies: usize) {
        let row = self.rows[at];
        let last_part = self.rows.iter().filter(|r| r.number == row.number).map(|r| r.part).max().unwrap_or(0);
        let kept = usize::from(row.kept);
        let parts = (1..=copies).map(|copy| {
            let first = self.cells.len() as u32;
            self.cells.extend_from_within(row.first as usize..row.first as usize + kept);
            Row { first, part: last_part.saturating_add(copy as u16), ..row }
        });
        let parts: Vec<_> = parts.collect();
        self.rows.splice(at + 1..at + 1, parts);
    }
}

/// Incremental reader of a file, so that the page stays responsive.
#[derive(Debug)]
pub struct SheetReader<B> {
    /// Dropped once decoded.
    bytes: Option<B>,
    overrides: FormatOverrides,
    decoder: Option<Decoder>,
    scanner: Option<Scanner>,
    sheet: Sheet,
}

/// Maximum number of cells reserved per row. Wider rows allocate as they are read, so that a file cannot reserve more
/// memory than it fills.
const USUAL_CELLS: usize = 8;

/// Number of first rows from which the total is estimated.
const FIRST_ROWS: usize = 64;

/// Bytes decoded per row of the budget.
const BYTES_PER_ROW: usize = 64;

impl<B: AsRef<[u8]>> SheetReader<B> {
    /// Checks the size and detects the encoding.
    ///
    /// # Errors
    /// [`TooLarge::Bytes`]; nothing is read then.
    pub fn new(bytes: B, overrides: FormatOverrides) -> Result<Self, TooLarge> {
        let all = bytes.as_ref();
        if all.len() > MAX_BYTES {
            return Err(TooLarge::Bytes);
        }
        let (encoding, known) = overrides.encoding.map_or_else(|| Encoding::detect_text(all), |set| (set, None));
        let decoder = if known.is_some() { Decoder::at_end(encoding, all) } else { Decoder::new(encoding, all) };
        let mut text = String::with_capacity(all.len());
        text.push_str(known.unwrap_or_default());
        let sheet = Sheet {
            format: sniff::format("", true, encoding, &overrides),
            text,
            cells: Vec::new(),
            rows: Vec::new(),
            header: None,
            numbers: 0,
            blank: 0,
            quoted: false,
            apostrophes: false,
            line_ends: [false; 3],
        };
        Ok(Self { decoder: Some(decoder), bytes: Some(bytes), overrides, scanner: None, sheet })
    }

    /// Reads about `rows` more rows; returns true at the end of the file.
    ///
    /// # Errors
    /// [`TooLarge::Rows`] if the file exceeds [`MAX_ROWS`].
    pub fn step(&mut self, rows: usize) -> Result<bool, TooLarge> {
        let Some(scanner) = &mut self.scanner else {
            let budget = rows.saturating_mul(BYTES_PER_ROW).max(BYTES_PER_ROW);
            self.decode(budget);
            return Ok(false);
        };
        let sheet = &mut self.sheet;
        for _ in 0..rows.max(1) {
            let first = sheet.cells.len();
            let Some(record) = scanner.next(&sheet.text, &mut sheet.cells) else { return Ok(true) };
            sheet.numbers += 1;
            match record.line_end {
                Some(LineEnd::CrLf) => sheet.line_ends[0] = true,
                Some(LineEnd::Lf) => sheet.line_ends[1] = true,
                Some(LineEnd::Cr) => sheet.line_ends[2] = true,
                Some(LineEnd::Any) | None => {}
            }
            if record.blank {
                sheet.blank += 1;
                sheet.cells.truncate(first);
                continue;
            }
            let row = Row {
                number: sheet.numbers,
                part: 0,
                width: record.cells as u32,
                first: first as u32,
                kept: record.kept as u16,
            };
            sheet.quoted = sheet.quoted || memchr(b'"', &sheet.text.as_bytes()[record.start..record.end]).is_some();
            if sheet.format.header && sheet.header.is_none() {
                sheet.header = Some(row);
            } else if sheet.rows.len() == MAX_ROWS {
                return Err(TooLarge::Rows);
            } else {
                sheet.rows.push(row);
                if sheet.rows.len() == FIRST_ROWS {
                    sheet.reserve_estimated(scanner.at);
                }
            }
        }
        Ok(false)
    }

    fn decode(&mut self, budget: usize) {
        let (Some(decoder), Some(bytes)) = (&mut self.decoder, &self.bytes) else { return };
        let sheet = &mut self.sheet;
        if !decoder.step(bytes.as_ref(), budget, &mut sheet.text) {
            return;
        }
        self.bytes = None;
        sheet.apostrophes = memchr(b'\'', sheet.text.as_bytes()).is_some();
        let end = sheet.text.floor_char_boundary(sniff::SAMPLE);
        let whole = end == sheet.text.len();
        sheet.format = sniff::format(&sheet.text[..end], whole, sheet.format.encoding, &self.overrides);
        let skip = sniff::declaration(&sheet.text).map_or(0, |(skip, _)| skip);
        let format = &sheet.format;
        self.scanner = Some(Scanner::new(format.delimiter.byte(), format.quoting, format.line_end, skip));
    }

    /// Returns the sheet read so far, complete once [`Self::step`] has returned true.
    pub fn finish(self) -> Sheet {
        self.sheet
    }
}
