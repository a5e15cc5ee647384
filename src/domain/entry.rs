//! Validation of entries in an account's domain lists: one organisation's domain, never a shared one.
//!
//! The lists of shared names (public suffixes, mail providers, the operator's allow and refuse lists) are passed in as
//! [`KnownNames`], because they change and are too large for the browser. A valid entry becomes a [`DomainRule`].

use super::{DomainError, DomainName, ToAscii};
use crate::policy::{DomainList, DomainRule};

/// Lists of domains shared by many parties, and the operator's exceptions.
#[derive(Clone, Copy)]
pub struct KnownNames<'a> {
    /// Public suffix test: anyone can register a name directly below such a name (`co.uk`, `github.io`).
    pub is_public_suffix: &'a dyn Fn(&DomainName) -> bool,
    /// Public mail providers, at which anyone can get an address: `gmail.com`.
    pub providers: &'a [DomainName],
    /// Names that the operator allows in spite of the other lists. Exact matches only.
    pub allow: &'a [DomainName],
    /// Names that the operator refuses, including all subdomains.
    pub refuse: &'a [DomainName],
}

/// Reason for refusing an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// The input is an e-mail address, or contains an `@`.
    #[error("an address is not a domain name")]
    Address,
    /// The input contains `*`; subdomains are included by a checkbox, not by a wildcard.
    #[error("a wildcard is not accepted")]
    Wildcard,
    /// The input is a top-level domain or another single label.
    #[error("a top-level domain is not accepted")]
    TopLevel,
    /// The domain is a public suffix.
    #[error("{0} is a public suffix")]
    PublicSuffix(DomainName),
    /// The domain belongs to a public mail provider, so anyone would be authorised.
    #[error("{0} is a public mail provider")]
    MailProvider(DomainName),
    /// The operator refuses the domain.
    #[error("the operator refuses {0}")]
    Refused(DomainName),
    /// Subdomains are included, and one of them would be refused itself.
    #[error("the subdomains include {0}")]
    Includes(DomainName),
    /// The input is not a valid domain name.
    #[error(transparent)]
    Domain(#[from] DomainError),
}

/// Parses and validates an administrator's entry for one of the two lists.
///
/// Mail providers are valid on the may-ask list, because an administrator still decides about each address. On the
/// authorised list, a mail provider would authorise anyone who opens a mailbox there.
///
/// # Errors
/// The first [`EntryError`] that applies.
pub fn read(
    input: &str,
    with_subdomains: bool,
    list: DomainList,
    to_ascii: ToAscii<'_>,
    known: KnownNames<'_>,
) -> Result<DomainRule, EntryError> {
    // Checked before parsing, which would report just an invalid character. U+FF0A and U+FF20 are the full-width forms.
    if input.contains(['*', '\u{ff0a}']) {
        return Err(EntryError::Wildcard);
    }
    if input.contains(['@', '\u{ff20}']) {
        return Err(EntryError::Address);
    }
    // A leading dot (`.nl`) means a top-level domain, not an empty label.
    let bare = input.trim().trim_start_matches('.');
    let domain = match DomainName::parse(bare, to_ascii) {
        Err(DomainError::SingleLabel) => return Err(EntryError::TopLevel),
        parsed => parsed?,
    };
    if bare.len() != input.trim().len() && !(known.is_public_suffix)(&domain) {
        return Err(DomainError::EmptyLabel.into());
    }
    let rule = DomainRule { domain, with_subdomains };
    check(&rule, list, known)?;
    Ok(rule)
}

fn check(rule: &DomainRule, list: DomainList, known: KnownNames<'_>) -> Result<(), EntryError> {
    let DomainRule { domain, with_subdomains } = rule;
    let at_or_below = |names: &[DomainName]| names.iter().any(|name| domain == name || domain.is_below(name));
    // The allow list overrides the other lists for exactly this name, not for its subdomains.
    if !known.allow.contains(domain) {
        if at_or_below(known.refuse) {
            return Err(EntryError::Refused(domain.clone()));
        }
        if (known.is_public_suffix)(domain) {
            return Err(EntryError::PublicSuffix(domain.clone()));
        }
        if list == DomainList::Authorised && at_or_below(known.providers) {
            return Err(EntryError::MailProvider(domain.clone()));
        }
    }
    if *with_subdomains {
        let providers = if list == DomainList::Authorised { known.providers } else { &[] };
        let mut names = known.refuse.iter().chain(providers);
        if let Some(name) = names.find(|name| name.is_below(domain) && !known.allow.contains(name)) {
            return Err(EntryError::Includes(name.clone()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
