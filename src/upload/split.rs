//! Files beyond the limit: the rows that exceed it, and a split into parts that do not.

use super::{Encoding, Judge, LIMIT, RowId, writer::Writer};
use std::ops::Range;

/// Counting rows beyond the limit, in order: all after the first [`LIMIT`].
pub fn beyond_limit(judge: &Judge) -> impl Iterator<Item = RowId> + '_ {
    (0..judge.len()).filter(|row| judge.counts(*row)).skip(LIMIT).map(|row| judge.id(row))
}

/// Row ranges of the parts: each has at most [`LIMIT`] counting rows, plus the other rows in between.
pub fn ranges(judge: &Judge) -> Vec<Range<usize>> {
    let counted = (0..judge.len()).filter(|row| judge.counts(*row));
    let mut begins: Vec<_> = counted.step_by(LIMIT).collect();
    // Rows before the first counting row belong to the first part.
    match begins.first_mut() {
        Some(first) => *first = 0,
        None => begins.push(0),
    }
    let ends = begins.iter().skip(1).copied().chain([judge.len()]);
    begins.iter().copied().zip(ends).map(|(begin, end)| begin..end).collect()
}

/// One part as a file: the header and the part's rows, including edits. Duplicates of a row in an earlier part are left
/// out, because in a file of their own they would not be duplicates and would count.
pub fn part_file(judge: &Judge, part: Range<usize>) -> (Vec<u8>, Encoding) {
    let sheet = judge.sheet();
    let mut writer = Writer::new(sheet);
    if let Some(header) = sheet.header() {
        writer.row(&header, None);
    }
    for row in part.clone() {
        if judge.first_row(row).is_none_or(|first| first >= part.start) {
            writer.row(&sheet.rows[row], None);
        }
    }
    writer.finish()
}
