//! Domain names in one canonical form: lower-case A-labels without a trailing dot (RFC 5890, RFC 5321 2.3.5).

pub mod entry;

use crate::text::is_unseen;
use std::{fmt, sync::Arc};

/// Maps an international host to its A-labels (UTS 46): the `idna` crate on the server, the URL API in the browser.
/// `None` where the host is not a valid name. It is called only for names that are not plain ASCII or carry `xn--`.
pub type ToAscii<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A host name that mail can go to, parsed. Equal names are equal values; ordered and hashed by the canonical form.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DomainName(Arc<str>);

/// Why a text is not a domain name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DomainError {
    /// Nothing was given.
    #[error("the domain is empty")]
    Empty,
    /// Only one label: `localhost`, or a bare top-level domain.
    #[error("the domain has only one label")]
    SingleLabel,
    /// Two dots in a row, or a leading dot.
    #[error("a label of the domain is empty")]
    EmptyLabel,
    /// A label of more than 63, or a name of more than 253 characters.
    #[error("the domain is too long")]
    TooLong,
    /// A label that begins or ends with a hyphen.
    #[error("a label begins or ends with a hyphen")]
    Hyphen,
    /// A character that a host name cannot have, `*` and `_` among them.
    #[error("the domain has a character that host names cannot have")]
    Character,
    /// An IP address where a name belongs.
    #[error("an address in numbers is not a domain name")]
    Numeric,
    /// An international name that no registry would hold.
    #[error("the international name is not valid")]
    International,
}

impl DomainName {
    /// Parses a host name as typed: surrounding blanks and one trailing dot are dropped, letters are lowered,
    /// international labels become A-labels.
    ///
    /// # Errors
    /// The first [`DomainError`] that applies.
    pub fn parse(input: &str, to_ascii: ToAscii<'_>) -> Result<Self, DomainError> {
        let mut name = String::new();
        write_canonical(input, to_ascii, &mut name)?;
        Ok(Self(name.into()))
    }

    /// Takes back a name that [`Self::as_str`] gave: for the database only, which never stores another form.
    pub fn from_canonical(stored: &str) -> Self {
        debug_assert!(check_host(stored).is_ok(), "not canonical: {stored}");
        Self(stored.into())
    }

    /// The canonical form: `xn--mnchen-3ya.example`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this name lies under `parent` by whole labels: `a.b.example` under `b.example`, never under itself
    /// and never by a mere suffix (`evilb.example` is not under `b.example`).
    pub fn is_below(&self, parent: &Self) -> bool {
        self.0.strip_suffix(&*parent.0).is_some_and(|head| head.ends_with('.'))
    }
}

/// Appends the canonical form of a host name as typed to `out`: what [`DomainName::parse`] does.
///
/// # Errors
/// The first [`DomainError`] that applies; what `out` holds then means nothing.
pub(crate) fn write_canonical(input: &str, to_ascii: ToAscii<'_>, out: &mut String) -> Result<(), DomainError> {
    let begin = out.len();
    out.push_str(input.trim());
    out[begin..].make_ascii_lowercase();
    let lower = &out[begin..];
    let is_international = !lower.is_ascii()
        // Hyphens are rare: most names are not looked into.
        || (lower.bytes().any(|b| b == b'-') && lower.split('.').any(|label| label.starts_with("xn--")));
    if is_international {
        // The mapping would drop them: what nobody can see is refused on every path.
        if lower.chars().any(is_unseen) {
            return Err(DomainError::Character);
        }
        let mapped = to_ascii(lower).ok_or(DomainError::International)?;
        out.truncate(begin);
        out.push_str(&mapped);
    }
    if out[begin..].ends_with('.') {
        out.pop();
    }
    check_host(&out[begin..])
}

fn check_host(name: &str) -> Result<(), DomainError> {
    if name.is_empty() {
        return Err(DomainError::Empty);
    }
    if name.len() > 253 {
        return Err(DomainError::TooLong);
    }
    let mut labels = 0;
    let mut last = "";
    for label in name.split('.') {
        if label.is_empty() {
            return Err(DomainError::EmptyLabel);
        }
        if label.len() > 63 {
            return Err(DomainError::TooLong);
        }
        if !label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            return Err(DomainError::Character);
        }
        if label.starts_with('-') || label.ends_with('-') {
            return Err(DomainError::Hyphen);
        }
        labels += 1;
        last = label;
    }
    if last.bytes().all(|b| b.is_ascii_digit()) {
        return Err(DomainError::Numeric);
    }
    if labels < 2 {
        return Err(DomainError::SingleLabel);
    }
    Ok(())
}

impl fmt::Display for DomainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for DomainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DomainName({})", self.0)
    }
}

#[cfg(test)]
mod tests;
