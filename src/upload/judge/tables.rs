//! Tables of the distinct addresses and domains of a file, numbered, with their findings. An address already canonical
//! in the file is not copied; most are.

use crate::upload::{KnownStanding, doubt::DomainDoubt, interner::Interner, scan::Cell};

/// Value of [`AddressEntry::first`] for an address that no row has any more.
pub(super) const NO_ROW: u32 = u32::MAX;

#[derive(Debug)]
pub(super) struct AddressEntry {
    text: TextRef,
    /// First row with this address, or [`NO_ROW`].
    pub(super) first: u32,
    pub(super) domain: u32,
    pub(super) known: Option<KnownStanding>,
}

#[derive(Debug, Clone, Copy)]
enum TextRef {
    /// Range in the sheet's text.
    Sheet(Cell),
    /// Range in [`Addresses::rewritten`].
    Rewritten(Cell),
}

#[derive(Debug, Default)]
pub(super) struct Addresses {
    interner: Interner,
    pub(super) all: Vec<AddressEntry>,
    /// Canonical forms that differ from the file's spelling.
    rewritten: String,
}

impl Addresses {
    pub(super) fn with_capacity(rows: usize) -> Self {
        let mut addresses = Self::default();
        addresses.interner.reserve(rows);
        addresses.all.reserve(rows);
        addresses
    }

    /// Canonical form of an address; `sheet` is the sheet's text.
    pub(super) fn get<'a>(&'a self, number: u32, sheet: &'a str) -> &'a str {
        match self.all[number as usize].text {
            TextRef::Sheet(cell) => cell.text(sheet),
            TextRef::Rewritten(cell) => cell.text(&self.rewritten),
        }
    }

    pub(super) fn find(&self, canonical: &str, local: &str, domain: u32, sheet: &str) -> Option<u32> {
        self.interner.find(self.hash(local, domain), |number| self.get(number, sheet) == canonical)
    }

    /// Finds or adds an address; `in_sheet` is its range in the sheet, if canonical there.
    pub(super) fn intern(
        &mut self,
        canonical: &str,
        host: usize,
        domain: u32,
        in_sheet: Option<Cell>,
        sheet: &str,
    ) -> u32 {
        let hash = self.hash(&canonical[..host], domain);
        let Self { interner, all, rewritten } = self;
        let is = |number: u32| match all[number as usize].text {
            TextRef::Sheet(cell) => cell.text(sheet) == canonical,
            TextRef::Rewritten(cell) => cell.text(rewritten) == canonical,
        };
        let (number, is_new) = interner.insert(hash, is);
        if is_new {
            let text = match in_sheet {
                Some(cell) => TextRef::Sheet(cell),
                None => {
                    rewritten.push_str(canonical);
                    TextRef::Rewritten(Cell::new(rewritten.len() - canonical.len(), rewritten.len()))
                }
            };
            all.push(AddressEntry { text, first: NO_ROW, domain, known: None });
        }
        number
    }

    /// Hashes the local part with the domain's number, which saves hashing the domain again.
    fn hash(&self, local: &str, domain: u32) -> u64 {
        self.interner.hash((local, domain))
    }
}

#[derive(Debug)]
pub(super) struct DomainEntry {
    /// End of the name; the name begins at the end of the previous one.
    end: u32,
    /// Index of the authorised entry that covers the domain.
    pub(super) covered: Option<u32>,
    pub(super) doubt: Option<DomainDoubt>,
}

#[derive(Debug, Default)]
pub(super) struct Domains {
    interner: Interner,
    names: String,
    pub(super) all: Vec<DomainEntry>,
}

impl Domains {
    pub(super) fn get(&self, number: u32) -> &str {
        name(&self.names, &self.all, number)
    }

    pub(super) fn find(&self, wanted: &str) -> Option<u32> {
        self.interner.find(self.interner.hash(wanted), |number| self.get(number) == wanted)
    }

    /// Finds or adds a name. For a new one, `examine` computes its covering entry and its doubt.
    pub(super) fn intern(&mut self, wanted: &str, examine: impl Fn(&str) -> (Option<u32>, Option<DomainDoubt>)) -> u32 {
        let hash = self.interner.hash(wanted);
        let Self { interner, names, all } = self;
        let (number, is_new) = interner.insert(hash, |number| name(names, all, number) == wanted);
        if is_new {
            let (covered, doubt) = examine(wanted);
            names.push_str(wanted);
            all.push(DomainEntry { end: names.len() as u32, covered, doubt });
        }
        number
    }
}

fn name<'a>(names: &'a str, all: &[DomainEntry], number: u32) -> &'a str {
    let at = number as usize;
    let begin = if at == 0 { 0 } else { all[at - 1].end as usize };
    &names[begin..all[at].end as usize]
}
