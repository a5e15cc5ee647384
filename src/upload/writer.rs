//! CSV output in the file's own delimiter, line ends and encoding, safe against formula injection.

use super::{Encoding, Sheet, sheet::Row};
use crate::export::neutralise_formula;

/// Writer of a file's rows.
pub(super) struct Writer<'a> {
    sheet: &'a Sheet,
    text: String,
}

impl<'a> Writer<'a> {
    /// Starts with the delimiter declaration (`sep=;`), if the file has one.
    pub(super) fn new(sheet: &'a Sheet) -> Self {
        let mut writer = Self { sheet, text: String::new() };
        if sheet.declares_delimiter() {
            writer.text.push_str("sep=");
            writer.text.push(char::from(sheet.format().delimiter.byte()));
            writer.end_row();
        }
        writer
    }

    /// Writes a row. `more` goes into an extra column after the sheet's last one; wider rows keep their cells.
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
        // Quoted for every delimiter, because a spreadsheet may read the file by another one.
        let quoted = text.contains([';', ',', '\t', '|', '"', '\r', '\n']) || text.starts_with("sep=")
            // At the beginning of a file, it would be read as a byte order mark.
            || text.starts_with('\u{feff}');
        let cell = neutralise_formula(text);
        if quoted && self.sheet.format().quoting {
            self.text.push('"');
            self.text.push_str(&cell.replace('"', "\"\""));
            self.text.push('"');
        } else {
            self.text.push_str(&cell);
        }
    }

    /// Ends the row; without cells, writes an empty row.
    pub(super) fn end_row(&mut self) {
        self.text.push_str(self.sheet.format().line_end.text());
    }

    /// Encodes the text in the file's encoding. If the encoding lacks a character of the edits or of the extra column,
    /// the result is UTF-8 with byte order mark instead, which every spreadsheet opens; nothing is lost.
    pub(super) fn finish(self) -> (Vec<u8>, Encoding) {
        let encoding = self.sheet.format().encoding;
        if let Some(bytes) = encoding.encode(&self.text) {
            return (bytes, encoding);
        }
        (Encoding::Utf8Bom.encode(&self.text).unwrap_or_default(), Encoding::Utf8Bom)
    }
}
