//! E-mail addresses. The canonical form is the key everywhere; mail is sent to the original spelling.

use crate::{
    domain::{self, DomainError, DomainName, ToAscii},
    swar::{self, ByteClasses},
};
use std::{fmt, sync::Arc};

/// Parsed e-mail address. Equality, hash and order use the canonical form, so two spellings of one address are equal.
#[derive(Clone)]
pub struct EmailAddress {
    canonical: Arc<str>,
    original: Arc<str>,
    domain: DomainName,
}

/// Canonical form of an address as a database key, see [`EmailAddress::canonical`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailKey(String);

/// Original spelling of an address, see [`EmailAddress::original`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EmailSpelling(String);

macro_rules! stored_forms {
    ($($name:ident = $form:ident)*) => {$(
        impl $name {
            /// Wraps a stored form, without parsing. For the database layer only.
            pub fn from_stored(text: &str) -> Self {
                Self(text.to_owned())
            }

            /// Text of the form.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&EmailAddress> for $name {
            fn from(email: &EmailAddress) -> Self {
                Self(email.$form().to_owned())
            }
        }

        impl From<$name> for String {
            fn from(form: $name) -> Self {
                form.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

stored_forms! { EmailKey = canonical EmailSpelling = original }

/// Parse error of an e-mail address. Stricter than RFC 5321 where noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// The input is empty.
    #[error("the address is empty")]
    Empty,
    /// The input has no `@`.
    #[error("the address has no @")]
    NoAt,
    /// The input has more than one `@`.
    #[error("the address has more than one @")]
    TwoAts,
    /// The local part is empty.
    #[error("there is nothing before the @")]
    NoLocalPart,
    /// Quoted local part, `"…"@`: legal in RFC 5321, refused here.
    #[error("a quoted local part is not accepted")]
    Quoted,
    /// Comment, `(…)`: legal in RFC 5322, refused here.
    #[error("a comment is not accepted")]
    Comment,
    /// Address literal, `@[192.0.2.1]`: legal in RFC 5321, refused here.
    #[error("an address literal is not accepted")]
    Literal,
    /// Non-ASCII letters in the local part (RFC 6531), refused here.
    #[error("letters beyond a-z are not accepted before the @")]
    International,
    /// The local part contains a blank, a bracket, or another character not allowed unquoted.
    #[error("a character before the @ is not allowed")]
    Character,
    /// The local part begins or ends with a dot, or contains two consecutive dots.
    #[error("a dot before the @ is misplaced")]
    Dots,
    /// The local part exceeds 64 characters, or the address exceeds 254 (RFC 5321 4.5.3.1).
    #[error("the address is too long")]
    TooLong,
    /// The part after the `@` is not a valid domain name.
    #[error(transparent)]
    Domain(#[from] DomainError),
}

impl EmailAddress {
    /// Parses one address as typed, without surrounding blanks. Plus signs and dots have no special meaning.
    ///
    /// # Errors
    /// The first [`EmailError`] that applies.
    pub fn parse(input: &str, to_ascii: ToAscii<'_>) -> Result<Self, EmailError> {
        let mut canonical = String::new();
        let host = write_canonical(input, to_ascii, &mut canonical)?;
        let domain = DomainName::from_canonical(&canonical[host..]);
        // The canonical form has no trailing dot; the original keeps its spelling but for that dot.
        let original = input.trim().trim_end_matches(FULL_STOPS);
        Ok(Self { canonical: canonical.into(), original: original.into(), domain })
    }

    /// Joins the two stored forms, without parsing. For the database layer only.
    pub fn from_stored(original: &EmailSpelling, canonical: &EmailKey) -> Self {
        let (original, canonical) = (original.as_str(), canonical.as_str());
        let host = canonical.rsplit_once('@').map_or("", |(_, host)| host);
        Self { canonical: canonical.into(), original: original.into(), domain: DomainName::from_canonical(host) }
    }

    /// Canonical form as a database key.
    pub fn key(&self) -> EmailKey {
        self.into()
    }

    /// Canonical form, used as key: lower-cased, with the domain in A-labels.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// Original spelling, used for sending and display.
    pub fn original(&self) -> &str {
        &self.original
    }

    /// Parsed domain after the `@`.
    pub fn domain(&self) -> &DomainName {
        &self.domain
    }

    /// Masked form, `m•••••@vandermeer.example`: recognisable to the owner, useless to anyone else.
    pub fn masked(&self) -> String {
        let first = self.canonical.chars().next().unwrap_or('•');
        format!("{first}•••••@{}", self.domain)
    }
}

/// Writes the canonical form of a typed address into `out` and returns the byte offset of its domain. Same result as
/// [`EmailAddress::parse`], with a reusable buffer; for bulk checks that keep few addresses.
///
/// # Errors
/// The first [`EmailError`] that applies; `out` is then unspecified.
pub(crate) fn write_canonical(input: &str, to_ascii: ToAscii<'_>, out: &mut String) -> Result<usize, EmailError> {
    let input = input.trim();
    let Some(fast) = parse_fast(input) else { return parse_slow(input, to_ascii, out) };
    out.clear();
    out.push_str(input);
    if fast.upper {
        out.make_ascii_lowercase();
    }
    Ok(fast.host)
}

/// Result of [`parse_fast`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct FastPath {
    /// Byte offset of the domain.
    pub(crate) host: usize,
    /// The address has capital letters; otherwise it is canonical already.
    pub(crate) upper: bool,
}

/// Fast path for plain ASCII addresses, which are nearly all, at eight bytes a step. `None` does not mean invalid: only
/// that [`parse_slow`] must check the address.
pub(crate) fn parse_fast(input: &str) -> Option<FastPath> {
    let bytes = input.as_bytes();
    let at = memchr::memchr(b'@', bytes)?;
    let begin = at + 1;
    // A host of at most 63 characters cannot have a label that is too long.
    if at == 0 || at > 64 || begin == bytes.len() || bytes.len() - begin > 63 {
        return None;
    }
    let mut upper = 0;
    // A dot may be neither first nor last, nor follow another dot.
    let mut before = swar::START;
    for from in (0..at).step_by(8) {
        let classes = ByteClasses::at(bytes, from, at)?;
        let (dot, usual) = (classes.dot(), classes.alphanumeric | classes.dot_or_hyphen);
        let local = swar::all_marked(usual) || swar::all_marked(usual | classes.underscore_or_plus());
        if !local || dot & swar::shift_lane(dot, before) != 0 {
            return None;
        }
        (before, upper) = (dot, upper | classes.upper());
    }
    if bytes[at - 1] == b'.' {
        return None;
    }
    // Same for dots and hyphens in the host; a double hyphen may also mark an international label (`xn--`).
    let (mut before, mut label) = (swar::START, begin);
    for from in (begin..bytes.len()).step_by(8) {
        let classes = ByteClasses::at(bytes, from, bytes.len())?;
        let dot_or_hyphen = classes.dot_or_hyphen;
        if !swar::all_marked(classes.alphanumeric | dot_or_hyphen)
            || dot_or_hyphen & swar::shift_lane(dot_or_hyphen, before) != 0
        {
            return None;
        }
        if let Some(last) = swar::last_marked(classes.dot()) {
            label = from + last + 1;
        }
        (before, upper) = (dot_or_hyphen, upper | classes.upper());
    }
    let top = &bytes[label..];
    if label == begin || matches!(top.last(), None | Some(b'-')) || top.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(FastPath { host: begin, upper: upper != 0 })
}

fn parse_slow(input: &str, to_ascii: ToAscii<'_>, out: &mut String) -> Result<usize, EmailError> {
    out.clear();
    if input.is_empty() {
        return Err(EmailError::Empty);
    }
    if input.starts_with('"') {
        return Err(EmailError::Quoted);
    }
    if input.bytes().any(|b| b == b'(' || b == b')') {
        return Err(EmailError::Comment);
    }
    let (local, host) = input.split_once('@').ok_or(EmailError::NoAt)?;
    if host.bytes().any(|b| b == b'@') {
        return Err(EmailError::TwoAts);
    }
    check_local(local)?;
    if host.starts_with('[') {
        return Err(EmailError::Literal);
    }
    out.push_str(local);
    out.make_ascii_lowercase();
    out.push('@');
    let begin = out.len();
    domain::write_canonical(host, to_ascii, out)?;
    if out.len() > 254 {
        return Err(EmailError::TooLong);
    }
    Ok(begin)
}

/// Full stops that separate the labels of a domain name (UTS 46, section 2.3).
const FULL_STOPS: [char; 4] = ['.', '\u{3002}', '\u{FF0E}', '\u{FF61}'];

/// Characters of an unquoted local part: atext (RFC 5322 3.2.3) and the dot.
fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b".!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

fn check_local(local: &str) -> Result<(), EmailError> {
    if local.is_empty() {
        return Err(EmailError::NoLocalPart);
    }
    if !local.bytes().all(is_local) {
        return Err(if local.contains('"') {
            EmailError::Quoted
        } else if !local.is_ascii() {
            EmailError::International
        } else {
            EmailError::Character
        });
    }
    if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
        return Err(EmailError::Dots);
    }
    if local.len() > 64 {
        return Err(EmailError::TooLong);
    }
    Ok(())
}

impl PartialEq for EmailAddress {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}
impl Eq for EmailAddress {}
impl PartialOrd for EmailAddress {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for EmailAddress {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.canonical.cmp(&other.canonical)
    }
}
impl std::hash::Hash for EmailAddress {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.canonical.hash(state);
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.original)
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EmailAddress({})", self.canonical)
    }
}

#[cfg(test)]
mod tests;
