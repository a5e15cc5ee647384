//! E-mail addresses. One canonical form is the key everywhere; the original spelling is kept, and mail goes to it.

use crate::domain::{self, DomainError, DomainName, ToAscii};
use std::{fmt, sync::Arc};

/// An address that may ship, parsed. Two spellings of one address are equal, hash alike and order alike.
#[derive(Clone)]
pub struct EmailAddress {
    canonical: Arc<str>,
    original: Arc<str>,
    domain: DomainName,
}

/// Why a text is not an address that eSecure takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// Nothing was given.
    #[error("the address is empty")]
    Empty,
    /// No `@`.
    #[error("the address has no @")]
    NoAt,
    /// More than one `@`.
    #[error("the address has more than one @")]
    TwoAts,
    /// Nothing before the `@`.
    #[error("nothing stands before the @")]
    NoLocalPart,
    /// `"…"@`: legal in RFC 5321, refused here.
    #[error("a quoted local part is not accepted")]
    Quoted,
    /// `(…)`: legal in RFC 5322, refused here.
    #[error("a comment is not accepted")]
    Comment,
    /// `@[192.0.2.1]`: legal in RFC 5321, refused here.
    #[error("an address literal is not accepted")]
    Literal,
    /// Letters beyond ASCII before the `@` (RFC 6531), refused here.
    #[error("letters beyond a-z are not accepted before the @")]
    International,
    /// A blank, a bracket, or another character that no unquoted local part has.
    #[error("a character before the @ is not allowed")]
    Character,
    /// A dot at the beginning, at the end, or two in a row before the `@`.
    #[error("a dot before the @ stands where it cannot")]
    Dots,
    /// More than 64 characters before the `@`, or 254 in all (RFC 5321 4.5.3.1).
    #[error("the address is too long")]
    TooLong,
    /// The part after the `@` is not a domain name.
    #[error(transparent)]
    Domain(#[from] DomainError),
}

impl EmailAddress {
    /// Parses one address as typed; surrounding blanks are dropped. Plus and dots mean nothing special.
    ///
    /// # Errors
    /// The first [`EmailError`] that applies.
    pub fn parse(input: &str, to_ascii: ToAscii<'_>) -> Result<Self, EmailError> {
        let mut canonical = String::new();
        let host = write_canonical(input, to_ascii, &mut canonical)?;
        let domain = DomainName::from_canonical(&canonical[host..]);
        Ok(Self { canonical: canonical.into(), original: input.trim().into(), domain })
    }

    /// Takes back the two forms that [`Self::canonical`] and [`Self::original`] gave: for the database only.
    pub fn from_stored(original: &str, canonical: &str) -> Self {
        let host = canonical.rsplit_once('@').map_or("", |(_, host)| host);
        Self { canonical: canonical.into(), original: original.into(), domain: DomainName::from_canonical(host) }
    }

    /// The key: both parts folded, the domain as A-labels.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// The address as it was first spelled.
    pub fn original(&self) -> &str {
        &self.original
    }

    /// What follows the `@`.
    pub fn domain(&self) -> &DomainName {
        &self.domain
    }

    /// `m•••••@vandermeer.example`: enough for the owner to recognise, too little for anyone else.
    pub fn masked(&self) -> String {
        let first = self.canonical.chars().next().unwrap_or('•');
        format!("{first}•••••@{}", self.domain)
    }
}

/// Writes the canonical form of an address as typed into `out`, and tells where in it the domain begins: what
/// [`EmailAddress::parse`] does, for those who look at many addresses and keep few.
///
/// # Errors
/// The first [`EmailError`] that applies; what `out` holds then means nothing.
pub(crate) fn write_canonical(input: &str, to_ascii: ToAscii<'_>, out: &mut String) -> Result<usize, EmailError> {
    let input = input.trim();
    match plain(input, out) {
        Some(begin) => Ok(begin),
        None => write_any(input, to_ascii, out),
    }
}

/// The same for an address of which nothing needs a second look, as nearly all are: one look at each byte. `None` tells
/// nothing but that [`write_any`] must say what it is.
fn plain(input: &str, out: &mut String) -> Option<usize> {
    out.clear();
    if input.len() > 254 {
        return None;
    }
    let bytes = input.as_bytes();
    let (mut at, mut before, mut upper) = (0, b'.', false);
    loop {
        let byte = *bytes.get(at)?;
        if byte == b'@' {
            break;
        }
        if !LOCAL[usize::from(byte)] || (byte == b'.' && before == b'.') {
            return None;
        }
        upper |= byte.is_ascii_uppercase();
        before = byte;
        at += 1;
    }
    if before == b'.' || at > 64 {
        return None;
    }
    let begin = at + 1;
    let (mut label, mut labels, mut number, mut before) = (begin, 1, true, b'.');
    for (at, byte) in bytes.iter().copied().enumerate().skip(begin) {
        match byte {
            b'a'..=b'z' => number = false,
            b'0'..=b'9' => {}
            b'A'..=b'Z' => (number, upper) = (false, true),
            // Two may be the mark of an international name.
            b'-' if before != b'.' && before != b'-' => number = false,
            b'.' if before != b'.' && before != b'-' && at - label <= 63 => {
                (label, labels, number) = (at + 1, labels + 1, true);
            }
            _ => return None,
        }
        before = byte;
    }
    let is_name = before != b'.' && before != b'-' && bytes.len() - label <= 63 && labels > 1 && !number;
    if !is_name {
        return None;
    }
    out.push_str(input);
    if upper {
        out.make_ascii_lowercase();
    }
    Some(begin)
}

fn write_any(input: &str, to_ascii: ToAscii<'_>, out: &mut String) -> Result<usize, EmailError> {
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

/// The characters of an unquoted local part: atext of RFC 5322, 3.2.3, and the dot.
const LOCAL: [bool; 256] = {
    let mut table = [false; 256];
    let others = b".!#$%&'*+-/=?^_`{|}~";
    let mut at = 0;
    while at < others.len() {
        table[others[at] as usize] = true;
        at += 1;
    }
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            table[byte] = true;
        }
        byte += 1;
    }
    table
};

fn check_local(local: &str) -> Result<(), EmailError> {
    if local.is_empty() {
        return Err(EmailError::NoLocalPart);
    }
    if !local.bytes().all(|b| LOCAL[b as usize]) {
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
