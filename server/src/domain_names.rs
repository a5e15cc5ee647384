//! Domain names as the server knows them: which ones strangers share (the Public Suffix List, mail providers, the
//! operator's own two lists), how an A-label reads, and which names look like others. What follows from that is decided
//! in `esecure::domain::entry`.

pub mod look_alike;

use crate::config::Domains;
use esecure::{
    DomainName,
    domain::entry::{self, EntryError, KnownNames},
    policy::{DomainList, DomainRule},
};
use std::sync::LazyLock;

/// Names at which anyone can have an address. One a line; what begins with `#` is a remark.
static PROVIDERS: LazyLock<Vec<DomainName>> = LazyLock::new(|| {
    let lines = include_str!("domain_names/providers.txt").lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(DomainName::from_canonical).collect()
});

/// Names under which strangers live side by side, though the Public Suffix List does not say so.
const SHARED: [&str; 2] = ["onmicrosoft.com", "mail.onmicrosoft.com"];

/// The mail providers that are known.
pub fn providers() -> &'static [DomainName] {
    &PROVIDERS
}

/// An international host as A-labels, by UTS 46.
pub fn to_ascii(host: &str) -> Option<String> {
    idna::domain_to_ascii(host).ok()
}

/// A name as people read it: `xn--mnchen-3ya.example` is `münchen.example`.
pub fn readable(domain: &DomainName) -> String {
    idna::domain_to_unicode(domain.as_str()).0
}

/// Reads an entry of one of the two lists.
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

/// Whether anyone can register a name right under this one: both sections of the list, registries and private ones. A
/// name whose every child is a suffix (`*.ck` makes one of `ck`) counts too.
fn is_public_suffix(domain: &DomainName) -> bool {
    let name = domain.as_str();
    let is_suffix = |name: &str| psl::suffix_str(name) == Some(name);
    SHARED.contains(&name) || is_suffix(name) || is_suffix(&format!("any-child-of.{name}"))
}

#[cfg(test)]
mod tests;
