//! Detection of doubtful domains: likely typing mistakes, and look-alikes of a name that the account knows.
//!
//! A doubt costs an administrator time, so the rules are kept narrow:
//! - A domain that is well known, the account's own, or covered by an authorised entry is never doubted, nor is an
//!   address that has been decided: those judgements take precedence.
//! - A typing mistake is one letter inserted, missing or replaced, or two neighbours swapped; nothing further away.
//! - Short names are not compared, because at four letters nearly every neighbour is a real domain. The minimum length
//!   of the first label is five for well-known providers and six for the account's own domains.
//! - Digits are not mistakes (`depot1`, `depot2`), nor are other top-level domains (`acme.nl`, `acme.be`), except those
//!   that do not exist (`.con`) and common slips in a provider's `.com`.
//! - A name that looks like another one is doubted at any length.

use super::{
    lookalike,
    mail_domains::{NO_TLD, WELL_KNOWN},
};
use crate::DomainName;
use std::sync::LazyLock;

/// Suspicion about a domain, with the domain that was probably meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainDoubt {
    /// Domain that was probably meant.
    pub likely: String,
    /// Typing mistake or look-alike.
    pub kind: DoubtKind,
}

/// Kind of suspicion about a domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DoubtKind {
    /// Likely typing mistake: `gmial.com` for `gmail.com`.
    Typing,
    /// Look-alike: `acrne.test`, or letters of another alphabet.
    LookAlike,
}

impl DoubtKind {
    /// Code in the report: `typing_mistake` or `look_alike`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Typing => "typing_mistake",
            Self::LookAlike => "look_alike",
        }
    }
}

/// Known domain names, indexed for comparison.
#[derive(Debug)]
struct DomainIndex {
    /// The names are the account's own domains.
    own: bool,
    /// Names in alphabetical order.
    known: Vec<Box<str>>,
    /// Skeletons of the names in alphabetical order, with indexes into `known`.
    skeletons: Vec<(String, usize)>,
    /// Indexes of names that are long enough to compare, grouped by length.
    by_length: Vec<Vec<usize>>,
}

/// Well-known mail providers, the same for every account.
static PROVIDERS: LazyLock<DomainIndex> = LazyLock::new(|| DomainIndex::new(WELL_KNOWN.iter().copied(), false));

/// Detector of doubtful domains, for one account.
#[derive(Debug)]
pub struct DoubtDetector {
    own: DomainIndex,
}

impl DomainIndex {
    fn new<'a>(names: impl Iterator<Item = &'a str>, own: bool) -> Self {
        // A few hundred names at most, so sorted insertion is fast enough.
        let mut known: Vec<Box<str>> = Vec::new();
        for name in names {
            if let Err(at) = known.binary_search_by(|other| (**other).cmp(name)) {
                known.insert(at, name.into());
            }
        }
        let mut skeletons: Vec<(String, usize)> = Vec::with_capacity(known.len());
        for (number, name) in known.iter().enumerate() {
            let skeleton = lookalike::skeleton(name);
            let at = skeletons.partition_point(|(other, _)| *other < skeleton);
            skeletons.insert(at, (skeleton, number));
        }
        let mut by_length: Vec<Vec<usize>> = Vec::new();
        for (at, name) in known.iter().enumerate() {
            if name.find('.').is_some_and(|first| first >= if own { 6 } else { 5 }) {
                by_length.resize_with(by_length.len().max(name.len() + 1), Vec::new);
                by_length[name.len()].push(at);
            }
        }
        Self { own, known, skeletons, by_length }
    }

    fn contains(&self, domain: &str) -> bool {
        self.known.binary_search_by(|name| (**name).cmp(domain)).is_ok()
    }

    /// Finds the name with this skeleton.
    fn with_skeleton(&self, skeleton: &str) -> Option<&str> {
        let at = self.skeletons.binary_search_by(|(known, _)| known.as_str().cmp(skeleton)).ok()?;
        Some(&self.known[self.skeletons[at].1])
    }

    /// Finds a name at an edit distance of one.
    fn at_edit_distance_one(&self, domain: &str) -> Option<&str> {
        let length = domain.len();
        let near = [length, length + 1, length.saturating_sub(1)];
        let candidates = near.iter().filter_map(|length| self.by_length.get(*length)).flatten();
        let mut names = candidates.map(|at| &*self.known[*at]);
        names.find(|name| is_likely_typo(domain, name, self.own))
    }

    /// Names with this first label.
    fn with_first_label(&self, label: &str) -> impl Iterator<Item = &str> {
        let from = self.known.partition_point(|name| **name < *label);
        let alike = self.known[from..].iter().take_while(move |name| name.starts_with(label));
        alike.filter(move |name| name[label.len()..].starts_with('.')).map(|name| &**name)
    }
}

impl DoubtDetector {
    /// Creates a detector for the account's own domains. An own domain that is a well-known provider counts as a
    /// provider.
    pub fn new(own: &[DomainName]) -> Self {
        let own = own.iter().map(DomainName::as_str).filter(|name| !PROVIDERS.contains(name));
        Self { own: DomainIndex::new(own, true) }
    }

    fn indexes(&self) -> [&DomainIndex; 2] {
        [&self.own, &PROVIDERS]
    }

    /// Checks a domain; `None` means no doubt.
    pub fn check(&self, domain: &str) -> Option<DomainDoubt> {
        if self.indexes().iter().any(|index| index.contains(domain)) {
            return None;
        }
        let look_alike = |likely: String| DomainDoubt { likely, kind: DoubtKind::LookAlike };
        let skeleton = lookalike::skeleton(domain);
        if let Some(name) = self.indexes().iter().find_map(|index| index.with_skeleton(&skeleton)) {
            return Some(look_alike(name.to_owned()));
        }
        if let Some(name) = lookalike::imitated_ascii_name(domain) {
            return Some(look_alike(name));
        }
        self.intended_domain(domain).map(|likely| DomainDoubt { likely, kind: DoubtKind::Typing })
    }

    fn intended_domain(&self, domain: &str) -> Option<String> {
        if let Some(name) = self.indexes().iter().find_map(|index| index.at_edit_distance_one(domain)) {
            return Some(name.to_owned());
        }
        let (head, end) = domain.rsplit_once('.')?;
        NO_TLD.iter().find(|(wrong, _)| *wrong == end).map(|(_, right)| format!("{head}.{right}"))
    }

    /// Finds the known domain with this first label, if exactly one has it.
    pub fn with_first_label(&self, label: &str) -> Option<&str> {
        let mut found = self.indexes().into_iter().flat_map(|index| index.with_first_label(label));
        let only = found.next()?;
        found.next().is_none().then_some(only)
    }
}

/// Returns true if the domain is a likely typing mistake of a name.
fn is_likely_typo(domain: &str, name: &str, own: bool) -> bool {
    let Some(at) = single_edit(domain.as_bytes(), name.as_bytes()) else { return false };
    let digit = |text: &str| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    if digit(domain) || digit(name) {
        return false;
    }
    let (Some((head, end)), Some((own_head, own_end))) = (domain.rsplit_once('.'), name.rsplit_once('.')) else {
        return false;
    };
    end == own_end || (!own && own_end == "com" && head == own_head)
}

/// Index of the first difference, if the texts differ by one inserted, missing or replaced letter, or by one swap.
fn single_edit(a: &[u8], b: &[u8]) -> Option<usize> {
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    let is_single_edit = match (a, b) {
        ([], []) => false,
        ([x1, x2, x @ ..], [y1, y2, y @ ..]) if x1 == y2 && x2 == y1 && x == y => true,
        ([_, x @ ..], [_, y @ ..]) if x == y => true,
        ([_, x @ ..], y) if x == y => true,
        (x, [_, y @ ..]) if x == y => true,
        _ => false,
    };
    is_single_edit.then_some(same)
}
