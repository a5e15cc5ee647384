//! One judgement for each row: the first that fits, in the order of [`Kind`](super::Kind).
//!
//! A judgement is never stored. Of each row its fault or the number of its address is kept, of each address the first
//! row that has it and what the account knows of it, of each domain whether an entry covers it and whether it is
//! doubted. So an edit costs what its own row costs, and the rows behind it are right at once.

use super::{
    Day, Fault, Format, Judgement, Knowledge, Known, LIMIT, Problem, RowId, Sheet, Suggestion, address, doubt::Doubts,
    repair, sheet::Row,
};
use crate::{EmailAddress, SingleLine, ToAscii};

mod edit;
mod look;
mod tables;

use tables::{Addresses, Domains};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Fault(Fault),
    Address(u32),
}

const NONE: u32 = u32::MAX;

/// A sheet with what is known about each of its rows.
#[derive(Debug)]
pub struct Judge {
    pub(super) sheet: Sheet,
    format: Format,
    knowledge: Knowledge,
    doubts: Doubts,
    seen: Vec<Seen>,
    addresses: Addresses,
    domains: Domains,
    scratch: String,
}

impl Judge {
    /// Nothing is judged yet: [`Self::step`] does that.
    pub fn new(sheet: Sheet, knowledge: Knowledge) -> Self {
        let own = knowledge.domains.iter().chain(knowledge.authorised.iter().map(|rule| &rule.domain)).cloned();
        let doubts = Doubts::new(&own.collect::<Vec<_>>());
        Self {
            format: sheet.format(),
            seen: Vec::with_capacity(sheet.len()),
            addresses: Addresses::with_room(sheet.len()),
            domains: Domains::default(),
            sheet,
            knowledge,
            doubts,
            scratch: String::new(),
        }
    }

    /// Judges a whole sheet at once.
    pub fn all(sheet: Sheet, knowledge: Knowledge, to_ascii: ToAscii<'_>) -> Self {
        let mut judge = Self::new(sheet, knowledge);
        judge.step(usize::MAX, to_ascii);
        judge
    }

    /// Judges up to `rows` more rows; true once all are judged.
    pub fn step(&mut self, rows: usize, to_ascii: ToAscii<'_>) -> bool {
        let end = self.sheet.len().min(self.seen.len().saturating_add(rows));
        for at in self.seen.len()..end {
            let seen = self.look(at, to_ascii);
            self.seen.push(seen);
            self.enter(at, seen);
        }
        end == self.sheet.len()
    }

    /// The sheet as it stands, edits included.
    pub fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// How many rows are judged, from the first.
    pub fn len(&self) -> usize {
        self.seen.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }

    /// Which row this is.
    ///
    /// # Panics
    /// Beyond the last row.
    pub fn id(&self, row: usize) -> RowId {
        let Row { number, part, .. } = self.sheet.rows[row];
        RowId { number, part }
    }

    /// Where a row is.
    pub fn find(&self, id: RowId) -> Option<usize> {
        let rows = &self.sheet.rows;
        // Numbers rise, and the parts of a row stand together.
        let from = rows.partition_point(|row| row.number < id.number);
        let of_number = rows[from..].iter().take_while(|row| row.number == id.number);
        of_number.enumerate().find(|(_, row)| row.part == id.part).map(|(at, _)| from + at)
    }

    /// The judgement of a row. Before the standings are known, no row is rejected or approved.
    ///
    /// # Panics
    /// Beyond [`Self::len`].
    pub fn judgement(&self, row: usize) -> Judgement<'_> {
        let address = match self.seen[row] {
            Seen::Fault(fault) => return Judgement::Invalid(fault),
            Seen::Address(number) => &self.addresses.all[number as usize],
        };
        if address.first as usize != row {
            return Judgement::Duplicate(self.id(address.first as usize));
        }
        match address.known {
            Some(Known::Rejected) => return Judgement::PreviouslyRejected,
            Some(Known::Approved) => return Judgement::AlreadyApproved,
            Some(Known::Undecided) | None => {}
        }
        let domain = &self.domains.all[address.domain as usize];
        if let Some(rule) = domain.covered {
            return Judgement::CoveredByDomain(&self.knowledge.authorised[rule as usize]);
        }
        domain.doubt.as_ref().map_or(Judgement::New, Judgement::Doubtful)
    }

    /// What would make the row better.
    pub fn suggestion(&self, row: usize, to_ascii: ToAscii<'_>) -> Option<Suggestion> {
        let column = self.format.columns.address;
        let cell = self.sheet.cell(row, column);
        match self.judgement(row) {
            Judgement::Doubtful(doubt) => {
                let local = cell.trim().split('@').next().unwrap_or_default();
                Some(Suggestion::Replace(format!("{local}@{}", doubt.likely)))
            }
            Judgement::Invalid(fault) if fault.column == column => match fault.problem {
                Problem::SeveralAddresses(_) => address::several(&cell, to_ascii).map(Suggestion::Split),
                Problem::Own => None,
                _ if cell.len() > 1000 => None,
                _ => repair::repair(&cell, to_ascii, &|label| self.whole(label)).map(Suggestion::Replace),
            },
            _ => None,
        }
    }

    /// The domain of which only the first label was typed: known to the account or to all, else of another row.
    fn whole(&self, label: &str) -> Option<String> {
        if let Some(name) = self.doubts.beginning_with(label) {
            return Some(name.to_owned());
        }
        // A file that can be approved has no more; one that cannot is not searched for each of its rows.
        let count = self.domains.all.len().min(LIMIT) as u32;
        let names = (0..count).map(|number| self.domains.get(number));
        let mut found = names.filter(|name| name.split('.').next() == Some(label));
        let first = found.next()?;
        found.next().is_none().then(|| first.to_owned())
    }

    /// The row's address, if it has one.
    pub fn email(&self, row: usize, to_ascii: ToAscii<'_>) -> Option<EmailAddress> {
        let Seen::Address(_) = self.seen[row] else { return None };
        EmailAddress::parse(&self.sheet.cell(row, self.format.columns.address), to_ascii).ok()
    }

    /// Whether a row counts towards the limit: it is neither invalid nor duplicate.
    pub fn counts(&self, row: usize) -> bool {
        self.first(row) == Some(row)
    }

    /// The first row with the same address, which may be this one; `None` for an invalid row.
    pub(super) fn first(&self, row: usize) -> Option<usize> {
        match self.seen[row] {
            Seen::Address(number) => Some(self.addresses.all[number as usize].first as usize),
            Seen::Fault(_) => None,
        }
    }

    /// The distinct addresses whose standing is not known yet, in canonical form: what one call asks for.
    pub fn unasked(&self) -> impl Iterator<Item = &str> {
        let open = self.addresses.all.iter().zip(0..).filter(|(of, _)| of.known.is_none() && of.first != NONE);
        open.map(|(_, number)| self.addresses.get(number, self.sheet.raw_text()))
    }

    /// Takes what the account has decided about an address of the file; others are ignored.
    pub fn learn(&mut self, canonical: &str, known: Known) {
        if let Some(number) = self.number_of(canonical) {
            self.addresses.all[number as usize].known = Some(known);
        }
    }

    /// Takes that the account has decided nothing about all the addresses that were not named.
    pub fn learn_rest(&mut self) {
        for of in &mut self.addresses.all {
            of.known.get_or_insert_default();
        }
    }

    /// Makes the row the first of its address, if it is.
    fn enter(&mut self, at: usize, seen: Seen) {
        if let Seen::Address(number) = seen {
            let first = &mut self.addresses.all[number as usize].first;
            *first = (*first).min(at as u32);
        }
    }

    /// The last day of the row's approval, if it says one.
    pub fn until(&self, row: usize) -> Option<Day> {
        Day::parse(&self.sheet.cell(row, self.format.columns.until?), self.format.days).ok()
    }

    /// The row's name and note, as far as it has them, each in one line: Alt+Enter in a spreadsheet puts a line break into a
    /// cell, which is taken as the blank that it looks like.
    pub fn name_and_note(&self, row: usize) -> (String, String) {
        let text = |column: Option<u16>| {
            let line = column.and_then(|column| SingleLine::clean(&self.sheet.cell(row, column)));
            line.map(String::from).unwrap_or_default()
        };
        (text(self.format.columns.name), text(self.format.columns.note))
    }
}
