//! libFuzzer target for the upload (`make fuzz`), coverage-guided, seeded with the tests' corpus. The checked
//! properties are shared with the tests (`tests/holds.rs`).
#![no_main]

use esecure::{
    EmailAddress,
    upload::{
        Edit, Encoding, Judge, Judgement, Kind, Knowledge, Line, MAX_CELLS, Plan, Reader, RowId, Sheet, Suggestion,
        Summary, Wish, format, parts, report::result_file,
    },
};
use libfuzzer_sys::fuzz_target;

#[path = "../../tests/holds.rs"]
mod holds;

fuzz_target!(|bytes: &[u8]| {
    let last: [u8; 8] = std::array::from_fn(|at| *bytes.iter().rev().nth(at).unwrap_or(&0));
    holds::holds_for(bytes, Wish::default(), 1 + usize::from(last[0] % 5));
    holds::holds_for(bytes, wish(last), 3);
    holds::holds_after(bytes, &edits(bytes, last));
});

/// Derives format settings from the file's last bytes.
fn wish([header, quoting, delimiter, encoding, line_end, ..]: [u8; 8]) -> Wish {
    let flag = |byte: u8| [None, Some(false), Some(true)][usize::from(byte % 3)];
    Wish {
        header: flag(header),
        quoting: flag(quoting),
        delimiter: format::Delimiter::ALL.get(usize::from(delimiter % 6)).copied(),
        encoding: Encoding::ALL.get(usize::from(encoding % 9)).copied(),
        line_end: format::LineEnd::ALL.get(usize::from(line_end % 6)).copied(),
        ..Wish::default()
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

fn lines(judge: &Judge) -> Vec<Line> {
    (0..judge.len()).map(|row| Line::of(judge, row, &to_ascii)).collect()
}
