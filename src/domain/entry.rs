//! What may stand on an account's lists of domains: one organisation's name, and nothing that strangers share.
//!
//! The lists of such names (public suffixes, mail providers, the operator's own two) come in as [`KnownNames`]: they are
//! data that change, and too heavy for the browser. The entry that comes out is a [`DomainRule`].

use super::{DomainError, DomainName, ToAscii};
use crate::policy::{DomainList, DomainRule};

/// What is known about names that strangers share.
#[derive(Clone, Copy)]
pub struct KnownNames<'a> {
    /// Whether anyone can register a name right under this one: `co.uk`, `github.io`.
    pub is_public_suffix: &'a dyn Fn(&DomainName) -> bool,
    /// Names at which anyone can have an address: `gmail.com`.
    pub providers: &'a [DomainName],
    /// The operator takes these very names, whatever else is known about them.
    pub allow: &'a [DomainName],
    /// The operator takes neither these names nor any below them.
    pub refuse: &'a [DomainName],
}

/// Why a text is not taken as an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// A whole address, or an address without what stands before its `@`.
    #[error("an address is not a domain name")]
    Address,
    /// `*.acme.test`: sub-domains are a tick, not a character.
    #[error("a wildcard is not accepted")]
    Wildcard,
    /// A bare top-level domain, or another single label.
    #[error("a top-level domain is not accepted")]
    TopLevel,
    /// Anyone can register a name under it.
    #[error("{0} is a public suffix")]
    PublicSuffix(DomainName),
    /// Anyone can have an address at it, so that everyone would be authorised.
    #[error("{0} is a public mail provider")]
    MailProvider(DomainName),
    /// The operator refuses it.
    #[error("the operator refuses {0}")]
    Refused(DomainName),
    /// Its sub-domains hold a name that would be refused itself.
    #[error("the sub-domains include {0}")]
    Includes(DomainName),
    /// Not a domain name at all.
    #[error(transparent)]
    Domain(#[from] DomainError),
}

/// Reads an entry as an administrator typed it, for one of the two lists.
///
/// A mail provider may stand on the list of who may ask: there it opens nothing, an administrator still decides about
/// each address. On the authorised list it would let in everyone who cares to open an account there.
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
    // Before parsing, where the two would be just another wrong character. U+FF0A and U+FF20 are their wide forms.
    if input.contains(['*', '\u{ff0a}']) {
        return Err(EntryError::Wildcard);
    }
    if input.contains(['@', '\u{ff20}']) {
        return Err(EntryError::Address);
    }
    // Nobody means `.nl` as a name with an empty label.
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
    // The operator's word about this very name goes first, but it is no word about the names below.
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
