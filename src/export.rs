//! What leaves as CSV is inert in a spreadsheet: no cell is a formula there, whatever somebody gave as their name.
//!
//! A spreadsheet computes a cell that begins with `=`, `+`, `-` or `@`; some do after a tab or a line's end, too. Such a
//! cell is *neutralised*: it is written with one apostrophe (`'`) before it. And since a spreadsheet cuts a file by the
//! delimiter that its own language expects, whatever the file was written with, the same is done within a cell wherever
//! one could begin: after `;`, `,`, `|`, a tab or a line's end. Spaces, quotes and apostrophes in between do not count.
//!
//! | text | cell |
//! |---|---|
//! | `=1+1` | `'=1+1` |
//! | `'=1+1` | `''=1+1` |
//! | `Ann;=1+1` | `Ann;'=1+1` |
//! | `'s-Hertogenbosch` | `'s-Hertogenbosch` |
//!
//! [`restored`] takes off exactly what [`inert`] put on, so that a file of ours reads back as it was.

use csv_core::{WriteResult, Writer, WriterBuilder};
use std::borrow::Cow;

/// What a CSV file begins with so that Excel reads it as UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The text as a cell that no spreadsheet computes.
pub fn inert(text: &str) -> Cow<'_, str> {
    pieced(text, &starts(text), 0, "'")
}

/// The text that [`inert`] made this cell of.
pub fn restored(cell: &str) -> Cow<'_, str> {
    if !cell.contains('\'') {
        return Cow::Borrowed(cell);
    }
    let mut added = starts(cell);
    added.retain(|&at| cell[at..].starts_with('\''));
    pieced(cell, &added, 1, "")
}

/// The text with something else in the place of `cut` bytes at each of these places.
fn pieced<'a>(text: &'a str, places: &[usize], cut: usize, put: &str) -> Cow<'a, str> {
    if places.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut pieces = String::with_capacity(text.len() + places.len());
    let mut from = 0;
    for &at in places {
        pieces.push_str(&text[from..at]);
        pieces.push_str(put);
        from = at + cut;
    }
    pieces.push_str(&text[from..]);
    Cow::Owned(pieces)
}

/// Writes one line.
pub fn write_row<T: AsRef<str>>(out: &mut Vec<u8>, delimiter: u8, cells: impl IntoIterator<Item = T>) {
    let mut writer = WriterBuilder::new().delimiter(delimiter).build();
    for (n, cell) in cells.into_iter().enumerate() {
        if n > 0 {
            drain(out, |room| writer.delimiter(room));
        }
        write_cell(out, &mut writer, inert(cell.as_ref()).as_bytes());
    }
    drain(out, |room| writer.terminator(room));
}

fn write_cell(out: &mut Vec<u8>, writer: &mut Writer, mut cell: &[u8]) {
    let mut room = [0; 256];
    loop {
        let (result, read, written) = writer.field(cell, &mut room);
        out.extend_from_slice(&room[..written]);
        cell = &cell[read..];
        if result == WriteResult::InputEmpty {
            return;
        }
    }
}

/// What ends a field needs a few bytes, and never more than there is room for.
fn drain(out: &mut Vec<u8>, mut end: impl FnMut(&mut [u8]) -> (WriteResult, usize)) {
    let mut room = [0; 16];
    let (_, written) = end(&mut room);
    out.extend_from_slice(&room[..written]);
}

/// Where a cell may begin that would be computed.
fn starts(text: &str) -> Vec<usize> {
    let is_start = |&at: &usize| {
        let rest = text[at..].trim_start_matches([' ', '"', '\'']);
        rest.starts_with(is_computed)
    };
    let after = text.char_indices().filter(|&(_, char)| is_delimiter(char)).map(|(at, char)| at + char.len_utf8());
    std::iter::once(0).chain(after).filter(is_start).collect()
}

/// Formulas begin so; the wide ones count where keyboards write them.
const fn is_computed(char: char) -> bool {
    matches!(char, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
}

const fn is_delimiter(char: char) -> bool {
    matches!(char, ';' | ',' | '|' | '\t' | '\r' | '\n')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_would_be_computed_gets_an_apostrophe() {
        for (text, cell) in [
            ("", ""),
            ("Ann Lee", "Ann Lee"),
            ("ann+fair@acme.example", "ann+fair@acme.example"),
            ("'s-Hertogenbosch", "'s-Hertogenbosch"),
            ("=1+1", "'=1+1"),
            ("-", "'-"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("'=1+1", "''=1+1"),
            (" \"=1+1", "' \"=1+1"),
            ("Ann;=1+1", "Ann;'=1+1"),
            ("a,b|-c", "a,b|'-c"),
            ("\t=1", "'\t'=1"),
            ("＝1", "'＝1"),
        ] {
            assert_eq!(inert(text), cell, "{text:?}");
            assert_eq!(restored(cell), text, "{cell:?}");
        }
    }

    fn lines(bytes: &[u8], delimiter: u8) -> Vec<Vec<String>> {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
        reader.records().map(|line| line.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    /// Texts in which what matters is frequent.
    fn text() -> impl Strategy<Value = String> {
        let one = prop_oneof![
            3 => prop::sample::select(vec!['=', '+', '-', '@', '\t', '\r', '\n', ';', ',', '|', '\'', '"', ' ', '＝']),
            1 => any::<char>(),
        ];
        prop::collection::vec(one, 0..12).prop_map(String::from_iter)
    }

    proptest! {
        /// No cell is computed, whichever delimiter the file is cut by; and it reads back as it was.
        #[test]
        fn every_cell_is_inert_and_reads_back(cells in prop::collection::vec(text(), 2..5), comma in any::<bool>()) {
            let delimiter = if comma { b',' } else { b';' };
            let mut out = Vec::new();
            // As in every file of ours: a reader takes a mark at the very beginning for the file's own.
            write_row(&mut out, delimiter, ["Address"]);
            write_row(&mut out, delimiter, &cells);
            let read = lines(&out, delimiter);
            prop_assert_eq!(read.len(), 2);
            for cell in &read[1] {
                prop_assert!(!cell.starts_with(is_computed), "{:?}", cell);
            }
            let back: Vec<String> = read[1].iter().map(|cell| restored(cell).into_owned()).collect();
            prop_assert_eq!(&back, &cells);
            for cut in *b";,|\t" {
                for cell in lines(&out, cut).concat() {
                    let begins = cell.trim_start_matches([' ', '"', '\t', '\r', '\n']);
                    prop_assert!(!begins.starts_with(is_computed), "{:?} by {:?}", cell, char::from(cut));
                }
            }
        }
    }
}
