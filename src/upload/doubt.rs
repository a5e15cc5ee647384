//! Domains that are likely typing mistakes, or that pass for a name the account knows (R-4.1, *doubtful*).
//!
//! Doubt costs an administrator a look, so it is kept rare:
//! - a domain that is well known or the account's own is never doubted, nor is one that an authorised entry covers, nor
//!   an address that was decided about: those judgements come first;
//! - a mistake is one letter more, less, other, or two exchanged; nothing further away;
//! - short names are not compared: at four letters nearly every neighbour is somebody's. Five for the well-known
//!   providers, six for the account's own domains;
//! - numbers are not mistakes (`depot1`, `depot2`), and neither are other top-level domains (`acme.nl`, `acme.be`),
//!   except those that do not exist (`.con`) and the common slips of a provider's `.com`;
//! - a name that is drawn like another is doubted at any length.

use super::{
    lookalike,
    mail_domains::{NO_TLD, WELL_KNOWN},
};
use crate::DomainName;
use std::sync::LazyLock;

/// The domain that was probably meant, and why that is thought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// The domain.
    pub likely: String,
    /// Mistyped, or drawn alike.
    pub kind: DoubtKind,
}

/// Why a domain is doubted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DoubtKind {
    /// `gmial.com`
    Typing,
    /// `acrne.test`, or a letter of another alphabet.
    LookAlike,
}

impl DoubtKind {
    /// The code: `typing_mistake`, `look_alike`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Typing => "typing_mistake",
            Self::LookAlike => "look_alike",
        }
    }
}

/// Names that others may be mistaken for.
#[derive(Debug)]
struct Names {
    /// Whether they are the account's own.
    own: bool,
    /// In alphabetical order.
    known: Vec<Box<str>>,
    /// What they look like, in alphabetical order, and which it is.
    looks: Vec<(String, usize)>,
    /// Those that are long enough to be mistyped, by length.
    targets: Vec<Vec<usize>>,
}

/// The well-known providers, the same for every account.
static PROVIDERS: LazyLock<Names> = LazyLock::new(|| Names::new(WELL_KNOWN.iter().copied(), false));

/// The well-known providers, and the account's own domains.
#[derive(Debug)]
pub struct Doubts {
    own: Names,
}

impl Names {
    fn new<'a>(names: impl Iterator<Item = &'a str>, own: bool) -> Self {
        // A few hundred at most: each is put where it belongs.
        let mut known: Vec<Box<str>> = Vec::new();
        for name in names {
            if let Err(at) = known.binary_search_by(|other| (**other).cmp(name)) {
                known.insert(at, name.into());
            }
        }
        let mut looks: Vec<(String, usize)> = Vec::with_capacity(known.len());
        for (number, name) in known.iter().enumerate() {
            let look = lookalike::skeleton(name);
            let at = looks.partition_point(|(other, _)| *other < look);
            looks.insert(at, (look, number));
        }
        let mut targets: Vec<Vec<usize>> = Vec::new();
        for (at, name) in known.iter().enumerate() {
            if name.find('.').is_some_and(|first| first >= if own { 6 } else { 5 }) {
                targets.resize_with(targets.len().max(name.len() + 1), Vec::new);
                targets[name.len()].push(at);
            }
        }
        Self { own, known, looks, targets }
    }

    fn has(&self, domain: &str) -> bool {
        self.known.binary_search_by(|name| (**name).cmp(domain)).is_ok()
    }

    /// The name that looks like this.
    fn looking(&self, look: &str) -> Option<&str> {
        let at = self.looks.binary_search_by(|(known, _)| known.as_str().cmp(look)).ok()?;
        Some(&self.known[self.looks[at].1])
    }

    /// The name that is one slip away from a domain.
    fn near(&self, domain: &str) -> Option<&str> {
        let length = domain.len();
        let near = [length, length + 1, length.saturating_sub(1)];
        let targets = near.iter().filter_map(|length| self.targets.get(*length)).flatten();
        let mut names = targets.map(|at| &*self.known[*at]);
        names.find(|name| may_be(domain, name, self.own))
    }

    /// The names of which this is the first label.
    fn beginning_with(&self, label: &str) -> impl Iterator<Item = &str> {
        let from = self.known.partition_point(|name| **name < *label);
        let alike = self.known[from..].iter().take_while(move |name| name.starts_with(label));
        alike.filter(move |name| name[label.len()..].starts_with('.')).map(|name| &**name)
    }
}

impl Doubts {
    /// The well-known providers, and the account's own domains; one that is both is a provider.
    pub fn new(own: &[DomainName]) -> Self {
        let own = own.iter().map(DomainName::as_str).filter(|name| !PROVIDERS.has(name));
        Self { own: Names::new(own, true) }
    }

    fn names(&self) -> [&Names; 2] {
        [&self.own, &PROVIDERS]
    }

    /// The domain that was probably meant by this one.
    pub fn about(&self, domain: &str) -> Option<Doubt> {
        if self.names().iter().any(|names| names.has(domain)) {
            return None;
        }
        let look_alike = |likely: String| Doubt { likely, kind: DoubtKind::LookAlike };
        let look = lookalike::skeleton(domain);
        if let Some(name) = self.names().iter().find_map(|names| names.looking(&look)) {
            return Some(look_alike(name.to_owned()));
        }
        if let Some(name) = lookalike::unmixed(domain) {
            return Some(look_alike(name));
        }
        self.mistyped(domain).map(|likely| Doubt { likely, kind: DoubtKind::Typing })
    }

    fn mistyped(&self, domain: &str) -> Option<String> {
        if let Some(name) = self.names().iter().find_map(|names| names.near(domain)) {
            return Some(name.to_owned());
        }
        let (head, end) = domain.rsplit_once('.')?;
        NO_TLD.iter().find(|(wrong, _)| *wrong == end).map(|(_, right)| format!("{head}.{right}"))
    }

    /// The known domain whose first label this is, if only one has it.
    pub fn beginning_with(&self, label: &str) -> Option<&str> {
        let mut found = self.names().into_iter().flat_map(|names| names.beginning_with(label));
        let only = found.next()?;
        found.next().is_none().then_some(only)
    }
}

/// Whether the domain is one slip away from a name, of a kind that people make.
fn may_be(domain: &str, name: &str, own: bool) -> bool {
    let Some(at) = slip(domain.as_bytes(), name.as_bytes()) else { return false };
    let digit = |text: &str| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    if digit(domain) || digit(name) {
        return false;
    }
    let (Some((head, end)), Some((own_head, own_end))) = (domain.rsplit_once('.'), name.rsplit_once('.')) else {
        return false;
    };
    end == own_end || (!own && own_end == "com" && head == own_head)
}

/// Where two texts differ, if by one letter more, less or other, or by two neighbours exchanged.
fn slip(a: &[u8], b: &[u8]) -> Option<usize> {
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    let is_slip = match (a, b) {
        ([], []) => false,
        ([x1, x2, x @ ..], [y1, y2, y @ ..]) if x1 == y2 && x2 == y1 && x == y => true,
        ([_, x @ ..], [_, y @ ..]) if x == y => true,
        ([_, x @ ..], y) if x == y => true,
        (x, [_, y @ ..]) if x == y => true,
        _ => false,
    };
    is_slip.then_some(same)
}
