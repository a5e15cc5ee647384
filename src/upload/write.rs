//! Rows as text again, in the file's own delimiter, line ends and encoding, inert in a spreadsheet.

use super::{Encoding, Sheet, sheet::Row};
use crate::export::inert;

/// Text on its way out.
pub(super) struct Writer<'a> {
    sheet: &'a Sheet,
    text: String,
}

impl<'a> Writer<'a> {
    /// Begins with the line that tells the delimiter, where the file did.
    pub(super) fn new(sheet: &'a Sheet) -> Self {
        let mut writer = Self { sheet, text: String::new() };
        if sheet.declares() {
            writer.text.push_str("sep=");
            writer.text.push(char::from(sheet.format().delimiter.byte()));
            writer.end_row();
        }
        writer
    }

    /// The row's cells, and `more` behind as many of them as the other rows have. What stood beyond is kept.
    pub(super) fn row(&mut self, row: &Row, more: Option<&str>) {
        let cells = usize::try_from(row.width).unwrap_or(usize::MAX).min(super::MAX_CELLS);
        let columns = if more.is_some() { self.sheet.columns().max(cells) } else { cells };
        for column in 0..columns {
            let text = self.sheet.text_at(row, column as u16);
            self.cell(&text, column > 0);
        }
        if let Some(text) = more {
            self.cell(text, true);
        }
        self.end_row();
    }

    fn cell(&mut self, text: &str, follows: bool) {
        if follows {
            self.text.push(char::from(self.sheet.format().delimiter.byte()));
        }
        // Whoever opens the file may read it by another delimiter.
        let quoted = text.contains([';', ',', '\t', '|', '"', '\r', '\n']) || text.starts_with("sep=")
            // At the beginning of a file it would be taken for a mark.
            || text.starts_with('\u{feff}');
        let cell = inert(text);
        if quoted && self.sheet.format().quoting {
            self.text.push('"');
            self.text.push_str(&cell.replace('"', "\"\""));
            self.text.push('"');
        } else {
            self.text.push_str(&cell);
        }
    }

    /// An empty row.
    pub(super) fn end_row(&mut self) {
        self.text.push_str(self.sheet.format().line_end.text());
    }

    /// The bytes in the file's encoding. A character that it does not have, typed on the page or in the result's words,
    /// makes it UTF-8 with a mark, which every spreadsheet opens: nothing is lost.
    pub(super) fn finish(self) -> (Vec<u8>, Encoding) {
        let encoding = self.sheet.format().encoding;
        if let Some(bytes) = encoding.encode(&self.text) {
            return (bytes, encoding);
        }
        (Encoding::Utf8Bom.encode(&self.text).unwrap_or_default(), Encoding::Utf8Bom)
    }
}
