//! What a cell of the address column may hold: one address as the rest of eSecure takes it, with blanks around it.
//!
//! Everything else that people paste is refused with the reason, and with the address that was probably meant where one
//! can be read out of it (`repair`). Nothing is guessed silently: `Ann <ann@acme.test>`, `mailto:`, quotation marks and
//! angle brackets around, letters of double width and invisible characters are one press away from right.

use super::{fault::Problem, repair};
use crate::{
    ToAscii,
    email::{self, EmailError},
};

/// No cell with addresses is longer; what is, is not looked into.
const MAX: usize = 8 << 10;

/// Writes the canonical form of the cell's address into `out`, and tells where in it the domain begins.
///
/// # Errors
/// The [`Problem`] that tells most.
pub(super) fn check(cell: &str, to_ascii: ToAscii<'_>, out: &mut String) -> Result<usize, Problem> {
    let text = cell.trim();
    if text.len() > MAX {
        return Err(Problem::Address(EmailError::TooLong));
    }
    // A mapping of host names may drop the invisible and narrow the wide: here they are shown.
    if !text.is_ascii()
        && let Some(problem) = odd(text)
    {
        return Err(problem);
    }
    email::write_canonical(text, to_ascii, out).map_err(|error| why(text, error, to_ascii))
}

fn why(text: &str, error: EmailError, to_ascii: ToAscii<'_>) -> Problem {
    if let Some(problem) = odd(text) {
        return problem;
    }
    let count = several(text, to_ascii).map_or(0, |addresses| addresses.len());
    if count > 1 {
        Problem::SeveralAddresses(u16::try_from(count).unwrap_or(u16::MAX))
    } else if strip_link(text).is_some() {
        Problem::MailLink
    } else if repair::within_brackets(text).is_some() {
        Problem::NameAndAddress
    } else {
        Problem::Address(error)
    }
}

/// The problem with single characters, if any.
pub(super) fn odd(text: &str) -> Option<Problem> {
    let any = |test: fn(char) -> bool| text.chars().any(test);
    if any(|c| c == char::REPLACEMENT_CHARACTER || ('\u{80}'..='\u{9f}').contains(&c)) {
        Some(Problem::Unreadable)
    } else if any(|c| c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r')) {
        Some(Problem::Control)
    } else if any(is_invisible) {
        Some(Problem::Invisible)
    } else if any(|c| narrow(c) != c) {
        Some(Problem::Wide)
    } else {
        None
    }
}

/// Soft hyphen, zero-width characters, marks of direction, the byte order mark.
pub(super) const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The ASCII character that one of double width stands for, or the character itself.
pub(super) fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3002}' | '\u{ff61}' => '.',
        _ => c,
    }
}

/// What stands behind `mailto:`, without the fields of a link.
pub(super) fn strip_link(text: &str) -> Option<&str> {
    let scheme = text.get(..7)?;
    let rest = scheme.eq_ignore_ascii_case("mailto:").then(|| &text[7..])?;
    Some(rest.split('?').next().unwrap_or(rest))
}

/// The addresses of a cell that has several, each readable by itself.
pub(super) fn several(text: &str, to_ascii: ToAscii<'_>) -> Option<Vec<String>> {
    let pieces = text.split(|c: char| c.is_whitespace() || matches!(c, ';' | ',' | '|' | '/'));
    let mut scratch = String::new();
    let mut addresses = Vec::new();
    for piece in pieces.filter(|piece| piece.contains('@')) {
        let bare = bare(piece);
        email::write_canonical(bare, to_ascii, &mut scratch).ok()?;
        addresses.push(bare.to_owned());
    }
    (addresses.len() > 1).then_some(addresses)
}

/// An address without what people put around it.
pub(super) fn bare(text: &str) -> &str {
    let around = |c: char| c.is_whitespace() || "<>()[]\"'“”‘’„«»;,:".contains(c);
    let inner = text.trim_matches(around);
    strip_link(inner).map_or(inner, |rest| rest.trim_matches(around))
}
