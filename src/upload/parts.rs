//! A file beyond the limit: which rows lie beyond it, and the same file in parts that do not.

use super::{Encoding, Judge, LIMIT, RowId, write::Writer};
use std::ops::Range;

/// The rows beyond the limit, in their order: those that count, after the first thousand of them.
pub fn beyond(judge: &Judge) -> impl Iterator<Item = RowId> + '_ {
    (0..judge.len()).filter(|row| judge.counts(*row)).skip(LIMIT).map(|row| judge.id(row))
}

/// Where the parts begin and end: each has as many rows as the limit allows, and those between that do not count.
pub fn ranges(judge: &Judge) -> Vec<Range<usize>> {
    let counted = (0..judge.len()).filter(|row| judge.counts(*row));
    let mut begins: Vec<_> = counted.step_by(LIMIT).collect();
    // What stands before the first row that counts belongs to it.
    match begins.first_mut() {
        Some(first) => *first = 0,
        None => begins.push(0),
    }
    let ends = begins.iter().skip(1).copied().chain([judge.len()]);
    begins.iter().copied().zip(ends).map(|(begin, end)| begin..end).collect()
}

/// One part as a file: the header again, then its rows as they stand, edits included. A duplicate of a row in an earlier
/// part is left out: in a file of its own it would be none, and count.
pub fn file(judge: &Judge, part: Range<usize>) -> (Vec<u8>, Encoding) {
    let sheet = judge.sheet();
    let mut writer = Writer::new(sheet);
    if let Some(header) = sheet.header() {
        writer.row(&header, None);
    }
    for row in part.clone() {
        if judge.first(row).is_none_or(|first| first >= part.start) {
            writer.row(&sheet.rows[row], None);
        }
    }
    writer.finish()
}
