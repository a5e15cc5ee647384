//! Cells that a spreadsheet would take for a formula, made harmless by an apostrophe and read back without it.

/// Whether a spreadsheet would compute a cell that begins so.
const fn is_formula(first: u8) -> bool {
    matches!(first, b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r')
}

/// Whether a formula begins after `from` or more apostrophes.
fn marked(cell: &str, from: usize) -> bool {
    let bytes = cell.as_bytes();
    let apostrophes = bytes.iter().take_while(|b| **b == b'\'').count();
    apostrophes >= from && bytes.get(apostrophes).is_some_and(|b| is_formula(*b))
}

/// The apostrophe that must stand before a cell when it is written, or nothing.
///
/// A cell that has apostrophes of its own before a formula gets one more, so that [`lift`] always gives back the cell.
pub fn guard(cell: &str) -> &'static str {
    if marked(cell, 0) { "'" } else { "" }
}

/// A cell as it was before [`guard`]: without it, an address that begins with `+` would come back as another one.
pub fn lift(cell: &str) -> &str {
    if cell.starts_with('\'') && marked(cell, 1) { &cell[1..] } else { cell }
}
