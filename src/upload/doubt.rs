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
use std::collections::{HashMap, HashSet};

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

#[derive(Debug)]
struct Target {
    name: Box<str>,
    own: bool,
}

/// The names that others may be mistaken for.
#[derive(Debug)]
pub struct Doubts {
    /// By length.
    targets: Vec<Vec<Target>>,
    known: HashSet<Box<str>>,
    looks: HashMap<String, Box<str>>,
    /// By their first label; `None` where several have it.
    begins: HashMap<Box<str>, Option<Box<str>>>,
}

impl Doubts {
    /// The well-known providers, and the account's own domains.
    pub fn new(own: &[DomainName]) -> Self {
        let mut doubts =
            Self { targets: Vec::new(), known: HashSet::new(), looks: HashMap::new(), begins: HashMap::new() };
        let own = own.iter().map(|name| (name.as_str(), true));
        for (name, own) in own.chain(WELL_KNOWN.iter().map(|name| (*name, false))) {
            if !doubts.known.insert(name.into()) {
                continue;
            }
            let label = name.split('.').next().unwrap_or_default();
            doubts.begins.entry(label.into()).and_modify(|only| *only = None).or_insert_with(|| Some(name.into()));
            doubts.looks.entry(lookalike::skeleton(name)).or_insert_with(|| name.into());
            if name.find('.').is_some_and(|first| first >= if own { 6 } else { 5 }) {
                if doubts.targets.len() <= name.len() {
                    doubts.targets.resize_with(name.len() + 1, Vec::new);
                }
                doubts.targets[name.len()].push(Target { name: name.into(), own });
            }
        }
        doubts
    }

    /// The domain that was probably meant by this one.
    pub fn about(&self, domain: &str) -> Option<Doubt> {
        if self.known.contains(domain) {
            return None;
        }
        let look_alike = |likely: String| Doubt { likely, kind: DoubtKind::LookAlike };
        if let Some(name) = self.looks.get(&lookalike::skeleton(domain)) {
            return Some(look_alike(name.to_string()));
        }
        if let Some(name) = lookalike::unmixed(domain) {
            return Some(look_alike(name));
        }
        self.mistyped(domain).map(|likely| Doubt { likely, kind: DoubtKind::Typing })
    }

    fn mistyped(&self, domain: &str) -> Option<String> {
        let length = domain.len();
        let near = [length, length + 1, length.saturating_sub(1)];
        let mut candidates = near.iter().filter_map(|length| self.targets.get(*length)).flatten();
        if let Some(target) = candidates.find(|target| target.may_be(domain)) {
            return Some(target.name.to_string());
        }
        let (head, end) = domain.rsplit_once('.')?;
        NO_TLD.iter().find(|(wrong, _)| *wrong == end).map(|(_, right)| format!("{head}.{right}"))
    }

    /// The known domain whose first label this is, if only one has it.
    pub fn beginning_with(&self, label: &str) -> Option<&str> {
        self.begins.get(label)?.as_deref()
    }
}

impl Target {
    /// Whether the domain is one slip away, of a kind that people make.
    fn may_be(&self, domain: &str) -> bool {
        let Some(at) = slip(domain.as_bytes(), self.name.as_bytes()) else { return false };
        let digit = |text: &str| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
        if digit(domain) || digit(&self.name) {
            return false;
        }
        let (Some((head, end)), Some((own_head, own_end))) = (domain.rsplit_once('.'), self.name.rsplit_once('.'))
        else {
            return false;
        };
        end == own_end || (!self.own && own_end == "com" && head == own_head)
    }
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
