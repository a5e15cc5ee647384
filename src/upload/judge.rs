//! Judgement of each row: the first that applies, in the order of [`Kind`](super::Kind).
//!
//! Judgements are computed on demand, never stored. Stored are: per row its fault or address number; per address its
//! first row and its standing; per domain the authorised entry that covers it and its doubt. So an edit costs only the
//! work on its own row, and all later rows are up to date at once.

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

/// Sheet with the findings about each of its rows.
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
    /// Creates a judge without judgements; call [`Self::step`] to judge the rows.
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

    /// Judges up to `rows` more rows; returns true when all are judged.
    pub fn step(&mut self, rows: usize, to_ascii: ToAscii<'_>) -> bool {
        let end = self.sheet.len().min(self.seen.len().saturating_add(rows));
        for at in self.seen.len()..end {
            let seen = self.classify_row(at, to_ascii);
            self.seen.push(seen);
            self.enter(at, seen);
        }
        end == self.sheet.len()
    }

    /// Current sheet, including edits.
    pub fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// Number of rows judged so far.
    pub fn len(&self) -> usize {
        self.seen.len()
    }

    /// Returns true if no row is judged yet.
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }

    /// Identifier of a row.
    ///
    /// # Panics
    /// If `row` is beyond the last row.
    pub fn id(&self, row: usize) -> RowId {
        let Row { number, part, .. } = self.sheet.rows[row];
        RowId { number, part }
    }

    /// Index of a row, by identifier.
    pub fn find(&self, id: RowId) -> Option<usize> {
        let rows = &self.sheet.rows;
        // Rows are sorted by number, and the parts of a row are adjacent.
        let from = rows.partition_point(|row| row.number < id.number);
        let of_number = rows[from..].iter().take_while(|row| row.number == id.number);
        of_number.enumerate().find(|(_, row)| row.part == id.part).map(|(at, _)| from + at)
    }

    /// Judgement of a row. Before the standings are learned, no row is rejected or approved.
    ///
    /// # Panics
    /// If `row` is not judged yet, that is, at least [`Self::len`].
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

    /// Suggests a correction of the row's address cell.
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

    /// Completes a domain from its first label: by a known domain, else by another row.
    fn whole(&self, label: &str) -> Option<String> {
        if let Some(name) = self.doubts.beginning_with(label) {
            return Some(name.to_owned());
        }
        // A file within the limit has no more domains; a larger one is not searched in full for each of its rows.
        let count = self.domains.all.len().min(LIMIT) as u32;
        let names = (0..count).map(|number| self.domains.get(number));
        let mut found = names.filter(|name| name.split('.').next() == Some(label));
        let first = found.next()?;
        found.next().is_none().then(|| first.to_owned())
    }

    /// Address of the row, if valid.
    pub fn email(&self, row: usize, to_ascii: ToAscii<'_>) -> Option<EmailAddress> {
        let Seen::Address(_) = self.seen[row] else { return None };
        EmailAddress::parse(&self.sheet.cell(row, self.format.columns.address), to_ascii).ok()
    }

    /// Returns true if a row counts towards the limit: neither invalid nor duplicate.
    pub fn counts(&self, row: usize) -> bool {
        self.first(row) == Some(row)
    }

    /// First row with the same address, possibly this one; `None` for an invalid row.
    pub(super) fn first(&self, row: usize) -> Option<usize> {
        match self.seen[row] {
            Seen::Address(number) => Some(self.addresses.all[number as usize].first as usize),
            Seen::Fault(_) => None,
        }
    }

    /// Distinct addresses (canonical) without a known standing, to be fetched in one call.
    pub fn unasked(&self) -> impl Iterator<Item = &str> {
        let open = self.addresses.all.iter().zip(0..).filter(|(of, _)| of.known.is_none() && of.first != NONE);
        open.map(|(_, number)| self.addresses.get(number, self.sheet.raw_text()))
    }

    /// Stores the standing of one address; ignores addresses that the file does not contain.
    pub fn learn(&mut self, canonical: &str, known: Known) {
        if let Some(number) = self.number_of(canonical) {
            self.addresses.all[number as usize].known = Some(known);
        }
    }

    /// Marks all remaining addresses as undecided.
    pub fn learn_rest(&mut self) {
        for of in &mut self.addresses.all {
            of.known.get_or_insert_default();
        }
    }

    /// Records the row as the first of its address, if no earlier row has it.
    fn enter(&mut self, at: usize, seen: Seen) {
        if let Seen::Address(number) = seen {
            let first = &mut self.addresses.all[number as usize].first;
            *first = (*first).min(at as u32);
        }
    }

    /// Last day of the row's approval, if given.
    pub fn until(&self, row: usize) -> Option<Day> {
        Day::parse(&self.sheet.cell(row, self.format.columns.until?), self.format.days).ok()
    }

    /// Name and note of the row, empty if missing, each as a single line: a line break (Alt+Enter in a spreadsheet)
    /// becomes a blank.
    pub fn name_and_note(&self, row: usize) -> (String, String) {
        let text = |column: Option<u16>| {
            let line = column.and_then(|column| SingleLine::clean(&self.sheet.cell(row, column)));
            line.map(String::from).unwrap_or_default()
        };
        (text(self.format.columns.name), text(self.format.columns.note))
    }
}
