//! CSV export that is safe against formula injection: no cell becomes a formula, whatever text a user entered.
//!
//! A spreadsheet evaluates a cell that begins with `=`, `+`, `-` or `@`; some also after a tab or a line break. Such a
//! cell is *neutralised* by a leading apostrophe (`'`). A spreadsheet may also split the file at the delimiter of its
//! own locale instead of ours. So the same is done inside a cell after every possible delimiter: `;`, `,`, `|`, a tab
//! or a line break. Spaces, quotes and apostrophes in between are skipped.
//!
//! | text | cell |
//! |---|---|
//! | `=1+1` | `'=1+1` |
//! | `'=1+1` | `''=1+1` |
//! | `Ann;=1+1` | `Ann;'=1+1` |
//! | `'s-Hertogenbosch` | `'s-Hertogenbosch` |
//!
//! [`strip_formula_guard`] removes exactly the apostrophes that [`neutralise_formula`] added, so that our own files are
//! read back unchanged.

use csv_core::{WriteResult, Writer, WriterBuilder};
use std::borrow::Cow;

/// UTF-8 byte order mark: makes Excel read the CSV file as UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Neutralises a cell, so that no spreadsheet evaluates it.
pub fn neutralise_formula(text: &str) -> Cow<'_, str> {
    pieced(text, &starts(text), 0, "'")
}

/// Reverses [`neutralise_formula`]: returns the original text of a cell.
pub fn strip_formula_guard(cell: &str) -> Cow<'_, str> {
    if !cell.contains('\'') {
        return Cow::Borrowed(cell);
    }
    let mut added = starts(cell);
    added.retain(|&at| cell[at..].starts_with('\''));
    pieced(cell, &added, 1, "")
}

/// Replaces `cut` bytes at each of these offsets by `put`.
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

/// Appends one neutralised CSV row, ending with a line break.
pub fn write_row<T: AsRef<str>>(out: &mut Vec<u8>, delimiter: u8, cells: impl IntoIterator<Item = T>) {
    let mut writer = WriterBuilder::new().delimiter(delimiter).build();
    for (n, cell) in cells.into_iter().enumerate() {
        if n > 0 {
            drain(out, |room| writer.delimiter(room));
        }
        write_cell(out, &mut writer, neutralise_formula(cell.as_ref()).as_bytes());
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

/// Writes a delimiter or row terminator, which needs a few bytes at most, so 16 suffice.
fn drain(out: &mut Vec<u8>, mut end: impl FnMut(&mut [u8]) -> (WriteResult, usize)) {
    let mut room = [0; 16];
    let (_, written) = end(&mut room);
    out.extend_from_slice(&room[..written]);
}

/// Byte offsets at which a spreadsheet could start a formula.
fn starts(text: &str) -> Vec<usize> {
    let is_start = |&at: &usize| {
        let rest = text[at..].trim_start_matches([' ', '"', '\'']);
        rest.starts_with(is_computed)
    };
    let after = text.char_indices().filter(|&(_, char)| is_delimiter(char)).map(|(at, char)| at + char.len_utf8());
    std::iter::once(0).chain(after).filter(is_start).collect()
}

/// Characters that start a formula. Full-width forms count too: Japanese keyboards type them.
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
    fn formula_start_gets_apostrophe() {
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
            assert_eq!(neutralise_formula(text), cell, "{text:?}");
            assert_eq!(strip_formula_guard(cell), text, "{cell:?}");
        }
    }

    fn lines(bytes: &[u8], delimiter: u8) -> Vec<Vec<String>> {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
        reader.records().map(|line| line.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    /// Random texts with many special characters.
    fn text() -> impl Strategy<Value = String> {
        let one = prop_oneof![
            3 => prop::sample::select(vec!['=', '+', '-', '@', '\t', '\r', '\n', ';', ',', '|', '\'', '"', ' ', '＝']),
            1 => any::<char>(),
        ];
        prop::collection::vec(one, 0..12).prop_map(String::from_iter)
    }

    proptest! {
        /// No cell is a formula under any delimiter, and every cell is read back unchanged.
        #[test]
        fn neutralised_cell_is_no_formula_and_round_trips(cells in prop::collection::vec(text(), 2..5), comma in any::<bool>()) {
            let delimiter = if comma { b',' } else { b';' };
            let mut out = Vec::new();
            // As in all our files, a heading comes first: a reader takes a byte order mark at the start for the file's
            // own.
            write_row(&mut out, delimiter, ["Address"]);
            write_row(&mut out, delimiter, &cells);
            let read = lines(&out, delimiter);
            prop_assert_eq!(read.len(), 2);
            for cell in &read[1] {
                prop_assert!(!cell.starts_with(is_computed), "{:?}", cell);
            }
            let back: Vec<String> = read[1].iter().map(|cell| strip_formula_guard(cell).into_owned()).collect();
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
