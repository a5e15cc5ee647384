//! Validation of address cells: exactly one address as the rest of eSecure accepts it, surrounding blanks allowed.
//!
//! Anything else is refused with a [`CellProblem`], plus a suggested address if one can be extracted (module `repair`).
//! Corrections are never applied silently: `Ann <ann@acme.test>`, `mailto:`, surrounding quotation marks or brackets,
//! full-width letters and invisible characters each take one click to fix.

use super::row_error::CellProblem;
use crate::{
    ToAscii,
    email::{self, EmailError},
};

/// Longest cell, in bytes, that is searched for addresses.
const MAX_CELL_BYTES: usize = 8 << 10;

/// Writes the canonical form of the cell's address into `out` and returns the byte offset of its domain.
///
/// # Errors
/// The most specific [`CellProblem`].
pub(super) fn check(cell: &str, to_ascii: ToAscii<'_>, out: &mut String) -> Result<usize, CellProblem> {
    let text = cell.trim();
    if text.len() > MAX_CELL_BYTES {
        return Err(CellProblem::Address(EmailError::TooLong));
    }
    // Checked first, because UTS 46 may drop invisible characters and narrow full-width ones; the page must report
    // both.
    if !text.is_ascii()
        && let Some(problem) = unusual_character(text)
    {
        return Err(problem);
    }
    email::write_canonical(text, to_ascii, out).map_err(|error| specific_problem(text, error, to_ascii))
}

fn specific_problem(text: &str, error: EmailError, to_ascii: ToAscii<'_>) -> CellProblem {
    if let Some(problem) = unusual_character(text) {
        return problem;
    }
    let count = split_addresses(text, to_ascii).map_or(0, |addresses| addresses.len());
    if count > 1 {
        CellProblem::SeveralAddresses(u16::try_from(count).unwrap_or(u16::MAX))
    } else if strip_link(text).is_some() {
        CellProblem::MailLink
    } else if within_brackets(text).is_some() {
        CellProblem::NameAndAddress
    } else {
        CellProblem::Address(error)
    }
}

/// Finds characters that are unreadable, control, invisible or full-width.
pub(super) fn unusual_character(text: &str) -> Option<CellProblem> {
    let any = |test: fn(char) -> bool| text.chars().any(test);
    if any(|c| c == char::REPLACEMENT_CHARACTER || ('\u{80}'..='\u{9f}').contains(&c)) {
        Some(CellProblem::Unreadable)
    } else if any(|c| c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r')) {
        Some(CellProblem::Control)
    } else if any(is_invisible) {
        Some(CellProblem::Invisible)
    } else if any(|c| to_half_width(c) != c) {
        Some(CellProblem::Wide)
    } else {
        None
    }
}

/// Soft hyphen, zero-width characters, direction marks, byte order mark.
pub(super) const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Converts a full-width character to ASCII; returns any other character unchanged.
pub(super) fn to_half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3002}' | '\u{ff61}' => '.',
        _ => c,
    }
}

/// Address part of a `mailto:` link, without its query.
pub(super) fn strip_link(text: &str) -> Option<&str> {
    let scheme = text.get(..7)?;
    let rest = scheme.eq_ignore_ascii_case("mailto:").then(|| &text[7..])?;
    Some(rest.split('?').next().unwrap_or(rest))
}

/// Splits a cell into its addresses if it has more than one and each is valid.
pub(super) fn split_addresses(text: &str, to_ascii: ToAscii<'_>) -> Option<Vec<String>> {
    let pieces = text.split(|c: char| c.is_whitespace() || matches!(c, ';' | ',' | '|' | '/'));
    let mut scratch = String::new();
    let mut addresses = Vec::new();
    for piece in pieces.filter(|piece| piece.contains('@')) {
        let address = strip_punctuation(piece);
        email::write_canonical(address, to_ascii, &mut scratch).ok()?;
        addresses.push(address.to_owned());
    }
    (addresses.len() > 1).then_some(addresses)
}

/// Strips surrounding punctuation and `mailto:` from an address.
pub(super) fn strip_punctuation(text: &str) -> &str {
    let around = |c: char| c.is_whitespace() || "<>()[]\"'“”‘’„«»;,:".contains(c);
    let inner = text.trim_matches(around);
    strip_link(inner).map_or(inner, |rest| rest.trim_matches(around))
}

/// Content of the only pair of angle brackets, if it contains an `@`.
pub(super) fn within_brackets(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once('<')?;
    let (inner, after) = rest.split_once('>')?;
    (!after.contains('<') && inner.contains('@')).then_some(inner)
}
