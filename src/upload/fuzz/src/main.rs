//! libFuzzer target for the upload (`make fuzz`), coverage-guided, seeded with the tests' corpus. The checked
//! properties are shared with the tests (`tests/invariants.rs`).
#![no_main]

use esecure::{
    EmailAddress,
    upload::{
        AccountContext, Edit, Encoding, FormatOverrides, Judge, Judgement, JudgementKind, MAX_CELLS, Plan, ReportLine,
        RowId, Sheet, SheetReader, Suggestion, Summary, format, report::result_file, split,
    },
};
use libfuzzer_sys::fuzz_target;

#[path = "../../tests/invariants.rs"]
mod invariants;

fuzz_target!(|bytes: &[u8]| {
    let last: [u8; 8] = std::array::from_fn(|at| *bytes.iter().rev().nth(at).unwrap_or(&0));
    invariants::check_file(bytes, FormatOverrides::default(), 1 + usize::from(last[0] % 5));
    invariants::check_file(bytes, overrides(last), 3);
    invariants::check_edits(bytes, &edits(bytes, last));
});

/// Derives format settings from the file's last bytes.
fn overrides([header, quoting, delimiter, encoding, line_end, ..]: [u8; 8]) -> FormatOverrides {
    let flag = |byte: u8| [None, Some(false), Some(true)][usize::from(byte % 3)];
    FormatOverrides {
        header: flag(header),
        quoting: flag(quoting),
        delimiter: format::Delimiter::ALL.get(usize::from(delimiter % 6)).copied(),
        encoding: Encoding::ALL.get(usize::from(encoding % 9)).copied(),
        line_end: format::LineEnd::ALL.get(usize::from(line_end % 6)).copied(),
        ..FormatOverrides::default()
    }
}

/// Derives edits from pieces of the file.
fn edits(bytes: &[u8], last: [u8; 8]) -> Vec<Edit> {
    let pieces: Vec<&[u8]> = bytes.rchunks(9).take(usize::from(last[5] % 6)).collect();
    let edit = |piece: &[u8]| {
        let number = u32::from(piece[0] % 8) + 1;
        let row = RowId { number, part: u16::from(piece.len() > 1 && piece[1] % 16 == 0) };
        if piece[0] % 5 == 0 {
            return Edit::Split { row };
        }
        let text = String::from_utf8_lossy(piece).into_owned();
        Edit::Cell { row, column: u16::from(piece[piece.len() / 2] % 5), text }
    };
    pieces.into_iter().map(edit).collect()
}

fn to_ascii(host: &str) -> Option<String> {
    idna::domain_to_ascii(host).ok()
}

fn lines(judge: &Judge) -> Vec<ReportLine> {
    (0..judge.len()).map(|row| ReportLine::of(judge, row, &to_ascii)).collect()
}
