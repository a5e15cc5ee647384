//! Format detection from the beginning of a file, given the settings made by hand.
//!
//! In doubt, detection prefers the choice that makes a mistake visible: a first row of unknown words is data, and
//! appears on the page as an invalid row, instead of being dropped as a header.

use super::{
    Columns, DayOrder, Delimiter, Encoding, Format, FormatOverrides, LineEnd, day,
    header_words::{self, Field},
    scan::{Cell, Scanner, without_formula_guard},
};
use crate::Locale;
use std::{borrow::Cow, ops::Range};

/// Amount of text examined: bytes, and rows that are not blank.
pub(super) const SAMPLE: usize = 64 << 10;
const ROWS: usize = 100;

/// Delimiter declaration in the first line (`sep=;`), which spreadsheets obey: its length in bytes, and the delimiter.
pub(super) fn declaration(text: &str) -> Option<(usize, Delimiter)> {
    let rest = text.strip_prefix("sep=")?.as_bytes();
    let delimiter = Delimiter::from_byte(*rest.first()?)?;
    let end = match rest[1..] {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        [] => 0,
        _ => return None,
    };
    Some(("sep=;".len() + end, delimiter))
}

/// Detects the format from the beginning of a text; `whole` means that there is no more.
pub(super) fn format(text: &str, whole: bool, encoding: Encoding, overrides: &FormatOverrides) -> Format {
    let quoting = overrides.quoting.unwrap_or(true);
    let line_end = overrides.line_end.unwrap_or(LineEnd::Any);
    let (skip, declared) = declaration(text).map_or((0, None), |(skip, delimiter)| (skip, Some(delimiter)));
    let rows = |delimiter| Rows::read(text, skip, whole, delimiter, quoting, line_end);
    let delimiter = overrides.delimiter.or(declared).unwrap_or_else(|| delimiter(text, &rows));
    let rows = rows(delimiter);

    let header = overrides.header.unwrap_or_else(|| rows.has_header());
    let language = if header { rows.language() } else { None };
    let columns = overrides.columns.unwrap_or_else(|| rows.columns(header));
    let days = overrides.days.or_else(|| rows.days(columns.until?, header, language));
    Format { delimiter, encoding, line_end, quoting, header, language, columns, width: rows.width(header), days }
}

/// Delimiter that fits the rows best. A text without columns gets a delimiter that does not occur in the text, so that
/// a cell with two addresses stays one cell and is reported.
fn delimiter<'t>(text: &str, rows: &dyn Fn(Delimiter) -> Rows<'t>) -> Delimiter {
    let mut best: Option<((usize, usize), Delimiter)> = None;
    for delimiter in Delimiter::ALL {
        let rows = rows(delimiter);
        if !rows.has_columns() {
            continue;
        }
        let score = (rows.plausibility(), rows.rows_of_common_width());
        if best.is_none_or(|(highest, _)| score > highest) {
            best = Some((score, delimiter));
        }
    }
    let sample = &text.as_bytes()[..text.len().min(SAMPLE)];
    let absent = || Delimiter::ALL.into_iter().find(|d| !sample.contains(&d.byte()));
    best.map(|(_, delimiter)| delimiter).or_else(absent).unwrap_or(Delimiter::Semicolon)
}

/// First rows that are not blank, split by one delimiter.
struct Rows<'t> {
    text: &'t str,
    cells: Vec<Cell>,
    /// Ranges in `cells`, one per row.
    rows: Vec<Range<usize>>,
}

impl<'t> Rows<'t> {
    fn read(text: &'t str, at: usize, whole: bool, delimiter: Delimiter, quoting: bool, line_end: LineEnd) -> Self {
        let mut scanner = Scanner::new(delimiter.byte(), quoting, line_end, at);
        let (mut rows, mut cells) = (Vec::with_capacity(ROWS), Vec::with_capacity(ROWS * 4));
        while rows.len() < ROWS {
            let first = cells.len();
            let Some(record) = scanner.next(text, &mut cells) else { break };
            // The last record may be cut off, unless it is the only one.
            let cut = !whole && scanner.at >= text.len() && !rows.is_empty();
            if record.blank || cut {
                cells.truncate(first);
            } else {
                rows.push(first..cells.len());
            }
        }
        Self { text, cells, rows }
    }

    fn read_cell(&self, cell: Cell) -> Cow<'t, str> {
        match without_formula_guard(cell.unescaped(self.text)) {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        }
    }

    fn cells(&self, row: &Range<usize>) -> impl Iterator<Item = Cow<'t, str>> {
        self.cells[row.clone()].iter().map(|cell| self.read_cell(*cell))
    }

    fn at(&self, row: usize, column: usize) -> Cow<'t, str> {
        let cells = self.rows.get(row).and_then(|row| self.cells.get(row.clone()));
        cells.and_then(|cells| cells.get(column)).map(|cell| self.read_cell(*cell)).unwrap_or_default()
    }

    /// Returns true if the delimiter separates columns in the first row or in most rows, and not just several
    /// addresses.
    fn has_columns(&self) -> bool {
        let several = |row: &&Range<usize>| row.len() > 1;
        let wide = self.rows.iter().filter(several).count();
        let first = self.rows.first().is_some_and(|row| row.len() > 1);
        let only_addresses = self.rows.iter().filter(several).all(|row| {
            let filled: Vec<_> = self.cells(row).filter(|cell| !cell.is_empty()).collect();
            filled.len() > 1 && filled.iter().all(|cell| cell.contains('@'))
        });
        (first || wide * 2 > self.rows.len()) && !only_addresses
    }

    /// Score: number of rows with an address alone in a cell, plus number of known headings.
    fn plausibility(&self) -> usize {
        let addresses = self.rows.iter().filter(|row| self.cells(row).any(|cell| is_like_address(&cell))).count();
        let headings = (0..self.rows.first().map_or(0, Range::len)).filter(|c| self.heading(*c).is_some()).count();
        addresses + headings
    }

    /// Number of rows with the most common width.
    fn rows_of_common_width(&self) -> usize {
        let width = usize::from(self.commonest_width());
        self.rows.iter().filter(|row| row.len() == width).count()
    }

    fn commonest_width(&self) -> u16 {
        let mut counts: Vec<(usize, usize)> = Vec::new();
        for row in &self.rows {
            match counts.iter_mut().find(|(width, _)| *width == row.len()) {
                Some((_, count)) => *count += 1,
                None => counts.push((row.len(), 1)),
            }
        }
        let width = counts.iter().max_by_key(|(width, count)| (*count, *width)).map_or(1, |(width, _)| *width);
        u16::try_from(width).unwrap_or(u16::MAX)
    }

    fn width(&self, header: bool) -> u16 {
        let first = self.rows.first().map_or(1, Range::len);
        if header { u16::try_from(first).unwrap_or(u16::MAX) } else { self.commonest_width() }
    }

    fn heading(&self, column: usize) -> Option<(Field, Option<Locale>)> {
        header_words::meaning(&self.at(0, column))
    }

    /// A header has a known heading and no address; a first row with an address is data.
    fn has_header(&self) -> bool {
        let Some(first) = self.rows.first() else { return false };
        let address = self.cells(first).any(|cell| cell.contains('@'));
        !address && (0..first.len()).any(|column| self.heading(column).is_some())
    }

    /// Language of most headings; `e-mail` counts for neither.
    fn language(&self) -> Option<Locale> {
        let columns = self.rows.first().map_or(0, Range::len);
        let count = |locale| (0..columns).filter(|c| self.heading(*c).is_some_and(|(_, l)| l == Some(locale))).count();
        match (count(Locale::Nl), count(Locale::En)) {
            (nl, en) if nl > en => Some(Locale::Nl),
            (nl, en) if en > nl => Some(Locale::En),
            _ => None,
        }
    }

    /// Assigns the columns by their headings, else by their content.
    fn columns(&self, header: bool) -> Columns {
        let width = self.rows.iter().map(Range::len).max().unwrap_or(1);
        let named = |field| {
            let found = (0..width).filter(|_| header).find(|c| self.heading(*c).is_some_and(|(f, _)| f == field));
            found.and_then(|column| u16::try_from(column).ok())
        };
        let data = if header { 1 } else { 0 }..self.rows.len();
        let count = |column: usize, test: &dyn Fn(&str) -> bool| {
            data.clone().filter(|row| test(&self.at(*row, column))).count()
        };
        let fullest = |test: &dyn Fn(&str) -> bool| {
            // The first of the columns with the highest count.
            (0..width).rev().map(|c| (count(c, test), c)).max_by_key(|(n, _)| *n).filter(|(n, _)| *n > 0)
        };
        let as_column = |(_, column): (usize, usize)| u16::try_from(column).ok();

        // `Adres` may mean a postal address: of the columns with such a heading, take the one with the most e-mail
        // addresses.
        let is_headed = |column: usize| header && self.heading(column).is_some_and(|(f, _)| f == Field::Address);
        let with_addresses = |cell: &str| cell.contains('@');
        let headed = (0..width).rev().filter(|c| is_headed(*c)).max_by_key(|c| {
            let says_mail = self.at(0, *c).to_ascii_lowercase().contains("mail");
            (count(*c, &with_addresses), says_mail)
        });
        let address = headed.and_then(|column| u16::try_from(column).ok());
        let address = address.or_else(|| fullest(&with_addresses).and_then(as_column)).unwrap_or(0);
        if header {
            let other = |field| named(field).filter(|column| *column != address);
            return Columns { address, name: other(Field::Name), note: other(Field::Note), until: other(Field::Until) };
        }
        let until = fullest(&day::is_like_day).and_then(as_column).filter(|column| *column != address);
        let mut words = (0..width)
            .filter(|c| count(*c, &|cell| cell.chars().any(char::is_alphabetic)) > 0)
            .filter_map(|c| u16::try_from(c).ok())
            .filter(|c| *c != address && Some(*c) != until);
        Columns { address, name: words.next(), note: words.next(), until }
    }

    /// Order of day and month proven by the column's own dates, else by a Dutch header.
    fn days(&self, column: u16, header: bool, language: Option<Locale>) -> Option<DayOrder> {
        let evidence =
            (usize::from(header)..self.rows.len()).filter_map(|row| day::order_evidence(&self.at(row, column.into())));
        let (mut day_first, mut month_first) = (false, false);
        for order in evidence {
            match order {
                DayOrder::DayFirst => day_first = true,
                DayOrder::MonthFirst => month_first = true,
            }
        }
        match (day_first, month_first) {
            (true, false) => Some(DayOrder::DayFirst),
            (false, true) => Some(DayOrder::MonthFirst),
            (false, false) if language == Some(Locale::Nl) => Some(DayOrder::DayFirst),
            _ => None,
        }
    }
}

/// Returns true for one `@`, at least one dot and no separator, as in a correctly split address cell.
fn is_like_address(cell: &str) -> bool {
    let (mut ats, mut dots) = (0, 0);
    for byte in cell.bytes() {
        match byte {
            b'@' => ats += 1,
            b'.' => dots += 1,
            b';' | b',' | b'|' | b'\t' | b' ' | b'"' | b'<' | b'\n' => return false,
            _ => {}
        }
    }
    ats == 1 && dots > 0
}
