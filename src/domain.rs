//! Domain names in one canonical form: lower-case A-labels without a trailing dot (RFC 5890, RFC 5321 2.3.5).

pub mod entry;

use crate::text::is_unseen;
use std::{fmt, sync::Arc};

/// Maps an international host name to A-labels (UTS 46): the `idna` crate on the server, the URL API in the browser.
/// Returns `None` for an invalid name. Called only for names that are not plain ASCII or that contain `xn--`.
pub type ToAscii<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Parsed mail domain. Equality, order and hash use the canonical form.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DomainName(Arc<str>);

/// Parse error of a domain name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DomainError {
    /// The input is empty.
    #[error("the domain is empty")]
    Empty,
    /// The name has only one label: `localhost`, or a bare top-level domain.
    #[error("the domain has only one label")]
    SingleLabel,
    /// The name has a leading dot or two consecutive dots.
    #[error("a label of the domain is empty")]
    EmptyLabel,
    /// A label exceeds 63 characters, or the name exceeds 253.
    #[error("the domain is too long")]
    TooLong,
    /// A label begins or ends with a hyphen.
    #[error("a label begins or ends with a hyphen")]
    Hyphen,
    /// The name contains a character not allowed in host names, for example `*` or `_`.
    #[error("the domain has a character that host names cannot have")]
    Character,
    /// The last label is numeric, as in an IP address.
    #[error("an address in numbers is not a domain name")]
    Numeric,
    /// The international name is invalid under UTS 46.
    #[error("the international name is not valid")]
    International,
}

impl DomainName {
    /// Parses a host name as typed: trims blanks and one trailing dot, lower-cases letters, and converts international
    /// labels to A-labels.
    ///
    /// # Errors
    /// The first [`DomainError`] that applies.
    pub fn parse(input: &str, to_ascii: ToAscii<'_>) -> Result<Self, DomainError> {
        let mut name = String::new();
        write_canonical(input, to_ascii, &mut name)?;
        Ok(Self(name.into()))
    }

    /// Wraps a name that was stored with [`Self::as_str`], without parsing. For the database layer only, which stores
    /// only canonical names.
    pub fn from_canonical(stored: &str) -> Self {
        debug_assert!(check_host(stored).is_ok(), "not canonical: {stored}");
        Self(stored.into())
    }

    /// Canonical form in A-labels: `xn--mnchen-3ya.example`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns true if this name is a subdomain of `parent`, compared by whole labels: `a.b.example` is below
    /// `b.example`; `b.example` itself and `evilb.example` are not.
    pub fn is_below(&self, parent: &Self) -> bool {
        self.0.strip_suffix(&*parent.0).is_some_and(|head| head.ends_with('.'))
    }
}

/// Appends the canonical form of a typed host name to `out`, the same form as [`DomainName::parse`].
///
/// # Errors
/// The first [`DomainError`] that applies; `out` is then unspecified.
pub(crate) fn write_canonical(input: &str, to_ascii: ToAscii<'_>, out: &mut String) -> Result<(), DomainError> {
    let begin = out.len();
    out.push_str(input.trim());
    out[begin..].make_ascii_lowercase();
    let lower = &out[begin..];
    let is_international = !lower.is_ascii()
        // Fast path: names without a hyphen cannot contain `xn--`.
        || (lower.bytes().any(|b| b == b'-') && lower.split('.').any(|label| label.starts_with("xn--")));
    if is_international {
        // UTS 46 would silently drop invisible characters; refuses them everywhere.
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
