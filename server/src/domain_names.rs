//! Facts about domain names: domains that strangers share (the Public Suffix List, mail providers, the operator's two
//! lists), and look-alikes. The rules based on them are in `esecure::domain::entry`.

pub mod look_alike;

use crate::{config::Domains, idn::to_ascii};
use esecure::{
    DomainName,
    domain::entry::{self, EntryError, KnownNames},
    policy::{DomainList, DomainRule},
};
use std::sync::LazyLock;

/// Domains at which anyone can have an address. One per line; a line that begins with `#` is a comment.
static PROVIDERS: LazyLock<Vec<DomainName>> = LazyLock::new(|| {
    let lines = include_str!("domain_names/providers.txt").lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(DomainName::from_canonical).collect()
});

/// Domains that strangers share but that the Public Suffix List does not contain.
const SHARED: [&str; 2] = ["onmicrosoft.com", "mail.onmicrosoft.com"];

/// Returns the known mail providers.
pub fn providers() -> &'static [DomainName] {
    &PROVIDERS
}

/// Parses an entry of one of the two domain lists.
///
/// # Errors
/// As [`entry::read`].
pub fn read_entry(
    input: &str,
    with_subdomains: bool,
    list: DomainList,
    operator: &Domains,
) -> Result<DomainRule, EntryError> {
    let known = KnownNames {
        is_public_suffix: &is_public_suffix,
        providers: providers(),
        allow: &operator.allow,
        refuse: &operator.refuse,
    };
    entry::read(input, with_subdomains, list, &to_ascii, known)
}

/// Checks that anyone can register a name directly below this one, by both sections of the Public Suffix List (ICANN
/// and private). Includes a name whose every child is a suffix (`*.ck` makes one of `ck`).
fn is_public_suffix(domain: &DomainName) -> bool {
    let name = domain.as_str();
    let is_suffix = |name: &str| psl::suffix_str(name) == Some(name);
    SHARED.contains(&name) || is_suffix(name) || is_suffix(&format!("any-child-of.{name}"))
}

#[cfg(test)]
mod tests;
