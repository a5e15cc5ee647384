//! Tables of the distinct addresses and domains of a file, numbered, with their findings. An address already canonical
//! in the file is not copied; most are.

use super::NONE;
use crate::upload::{Known, distinct::Numbers, doubt::Doubt, scan::Cell};

#[derive(Debug)]
pub(super) struct OfAddress {
    text: Place,
    /// First row with this address; [`NONE`] if no row has it any more.
    pub(super) first: u32,
    pub(super) domain: u32,
    pub(super) known: Option<Known>,
}

#[derive(Debug, Clone, Copy)]
enum Place {
    /// Range in the sheet's text.
    Sheet(Cell),
    /// Range in the separate text of rewritten addresses.
    Apart(Cell),
}

#[derive(Debug, Default)]
pub(super) struct Addresses {
    numbers: Numbers,
    pub(super) all: Vec<OfAddress>,
    /// Canonical forms that differ from the file's spelling.
    apart: String,
}

impl Addresses {
    pub(super) fn with_room(rows: usize) -> Self {
        let mut addresses = Self::default();
        addresses.numbers.reserve(rows);
        addresses.all.reserve(rows);
        addresses
    }

    /// Canonical form of an address; `sheet` is the sheet's text.
    pub(super) fn get<'a>(&'a self, number: u32, sheet: &'a str) -> &'a str {
        match self.all[number as usize].text {
            Place::Sheet(cell) => cell.raw(sheet),
            Place::Apart(cell) => cell.raw(&self.apart),
        }
    }

    pub(super) fn find(&self, canonical: &str, local: &str, domain: u32, sheet: &str) -> Option<u32> {
        self.numbers.find(self.hash(local, domain), |number| self.get(number, sheet) == canonical)
    }

    /// Finds or adds an address; `lying` is its range in the sheet, if canonical there.
    pub(super) fn take(&mut self, canonical: &str, host: usize, domain: u32, lying: Option<Cell>, sheet: &str) -> u32 {
        let hash = self.hash(&canonical[..host], domain);
        let Self { numbers, all, apart } = self;
        let is = |number: u32| match all[number as usize].text {
            Place::Sheet(cell) => cell.raw(sheet) == canonical,
            Place::Apart(cell) => cell.raw(apart) == canonical,
        };
        let (number, is_new) = numbers.insert(hash, is);
        if is_new {
            let text = match lying {
                Some(cell) => Place::Sheet(cell),
                None => {
                    apart.push_str(canonical);
                    Place::Apart(Cell::new(apart.len() - canonical.len(), apart.len()))
                }
            };
            all.push(OfAddress { text, first: NONE, domain, known: None });
        }
        number
    }

    /// Hashes the local part with the domain's number, which saves hashing the domain again.
    fn hash(&self, local: &str, domain: u32) -> u32 {
        self.numbers.hash(local) ^ domain.wrapping_mul(0x9e37_79b1)
    }
}

#[derive(Debug)]
pub(super) struct OfDomain {
    /// End of the name; the name begins at the end of the previous one.
    end: u32,
    pub(super) covered: Option<u32>,
    pub(super) doubt: Option<Doubt>,
}

#[derive(Debug, Default)]
pub(super) struct Domains {
    numbers: Numbers,
    names: String,
    pub(super) all: Vec<OfDomain>,
}

impl Domains {
    pub(super) fn get(&self, number: u32) -> &str {
        name(&self.names, &self.all, number)
    }

    pub(super) fn find(&self, wanted: &str) -> Option<u32> {
        self.numbers.find(self.numbers.hash(wanted), |number| self.get(number) == wanted)
    }

    /// Finds or adds a name. For a new one, `about` computes its covering entry and its doubt.
    pub(super) fn take(&mut self, wanted: &str, about: impl Fn(&str) -> (Option<u32>, Option<Doubt>)) -> u32 {
        let hash = self.numbers.hash(wanted);
        let Self { numbers, names, all } = self;
        let (number, is_new) = numbers.insert(hash, |number| name(names, all, number) == wanted);
        if is_new {
            let (covered, doubt) = about(wanted);
            names.push_str(wanted);
            all.push(OfDomain { end: names.len() as u32, covered, doubt });
        }
        number
    }
}

fn name<'a>(names: &'a str, all: &[OfDomain], number: u32) -> &'a str {
    let at = number as usize;
    let begin = if at == 0 { 0 } else { all[at - 1].end as usize };
    &names[begin..all[at].end as usize]
}
