//! Judgement of each row: the first that applies, in the order of [`JudgementKind`](super::JudgementKind).
//!
//! Judgements are computed on demand, never stored. Stored are: per row its error or address number; per address its
//! first row and its standing; per domain the authorised entry that covers it and its doubt. So an edit costs only the
//! work on its own row, and all later rows are up to date at once.

use super::{
    AccountContext, CellProblem, Day, Format, Judgement, KnownStanding, LIMIT, RowError, RowId, Sheet, Suggestion,
    address, doubt::DoubtDetector, repair, sheet::Row,
};
use crate::{EmailAddress, SingleLine, ToAscii};

mod classify;
mod edit;
mod tables;

use tables::{Addresses, Domains, NO_ROW};

/// Finding about a row on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RowState {
    Error(RowError),
    /// Number of the row's address in the table of addresses.
    Address(u32),
}

/// Sheet with the findings about each of its rows.
#[derive(Debug)]
pub struct Judge {
    pub(super) sheet: Sheet,
    format: Format,
    account: AccountContext,
    doubts: DoubtDetector,
    states: Vec<RowState>,
    addresses: Addresses,
    domains: Domains,
    scratch: String,
}

impl Judge {
    /// Creates a judge without judgements; call [`Self::step`] to judge the rows.
    pub fn new(sheet: Sheet, account: AccountContext) -> Self {
        let own = account.domains.iter().chain(account.authorised.iter().map(|rule| &rule.domain)).cloned();
        let doubts = DoubtDetector::new(&own.collect::<Vec<_>>());
        Self {
            format: sheet.format(),
            states: Vec::with_capacity(sheet.len()),
            addresses: Addresses::with_capacity(sheet.len()),
            domains: Domains::default(),
            sheet,
            account,
            doubts,
            scratch: String::new(),
        }
    }

    /// Judges a whole sheet at once.
    pub fn all(sheet: Sheet, account: AccountContext, to_ascii: ToAscii<'_>) -> Self {
        let mut judge = Self::new(sheet, account);
        judge.step(usize::MAX, to_ascii);
        judge
    }

    /// Judges up to `rows` more rows; returns true when all are judged.
    pub fn step(&mut self, rows: usize, to_ascii: ToAscii<'_>) -> bool {
        let end = self.sheet.len().min(self.states.len().saturating_add(rows));
        for at in self.states.len()..end {
            let state = self.classify_row(at, to_ascii);
            self.states.push(state);
            self.record_first_row(at, state);
        }
        end == self.sheet.len()
    }

    /// Current sheet, including edits.
    pub fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// Number of rows judged so far.
    pub fn len(&self) -> usize {
        self.states.len()
    }

    /// Returns true if no row is judged yet.
    pub fn is_empty(&self) -> bool {
        self.states.is_empty()
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

    /// Judgement of a row. Before the standings are set, no row is rejected or approved.
    ///
    /// # Panics
    /// If `row` is not judged yet, that is, at least [`Self::len`].
    pub fn judgement(&self, row: usize) -> Judgement<'_> {
        let address = match self.states[row] {
            RowState::Error(error) => return Judgement::Invalid(error),
            RowState::Address(number) => &self.addresses.all[number as usize],
        };
        if address.first as usize != row {
            return Judgement::Duplicate(self.id(address.first as usize));
        }
        match address.known {
            Some(KnownStanding::Rejected) => return Judgement::PreviouslyRejected,
            Some(KnownStanding::Approved) => return Judgement::AlreadyApproved,
            Some(KnownStanding::Undecided) | None => {}
        }
        let domain = &self.domains.all[address.domain as usize];
        if let Some(rule) = domain.covered {
            return Judgement::CoveredByDomain(&self.account.authorised[rule as usize]);
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
            Judgement::Invalid(error) if error.column == column => match error.problem {
                CellProblem::SeveralAddresses(_) => address::split_addresses(&cell, to_ascii).map(Suggestion::Split),
                CellProblem::Own => None,
                _ if cell.len() > 1000 => None,
                _ => repair::repair(&cell, to_ascii, &|label| self.complete_domain(label)).map(Suggestion::Replace),
            },
            _ => None,
        }
    }

    /// Completes a domain from its first label: by a known domain, else by another row.
    fn complete_domain(&self, label: &str) -> Option<String> {
        if let Some(name) = self.doubts.with_first_label(label) {
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
        let RowState::Address(_) = self.states[row] else { return None };
        EmailAddress::parse(&self.sheet.cell(row, self.format.columns.address), to_ascii).ok()
    }

    /// Returns true if a row counts towards the limit: neither invalid nor duplicate.
    pub fn counts(&self, row: usize) -> bool {
        self.first_row(row) == Some(row)
    }

    /// First row with the same address, possibly this one; `None` for an invalid row.
    pub(super) fn first_row(&self, row: usize) -> Option<usize> {
        match self.states[row] {
            RowState::Address(number) => Some(self.addresses.all[number as usize].first as usize),
            RowState::Error(_) => None,
        }
    }

    /// Distinct addresses (canonical) without a known standing, to be fetched in one call.
    pub fn unresolved_addresses(&self) -> impl Iterator<Item = &str> {
        let open =
            self.addresses.all.iter().zip(0..).filter(|(entry, _)| entry.known.is_none() && entry.first != NO_ROW);
        open.map(|(_, number)| self.addresses.get(number, self.sheet.text()))
    }

    /// Stores the standing of one address; ignores addresses that the file does not contain.
    pub fn set_known(&mut self, canonical: &str, known: KnownStanding) {
        if let Some(number) = self.number_of(canonical) {
            self.addresses.all[number as usize].known = Some(known);
        }
    }

    /// Marks all remaining addresses as undecided.
    pub fn assume_undecided(&mut self) {
        for entry in &mut self.addresses.all {
            entry.known.get_or_insert_default();
        }
    }

    /// Records the row as the first of its address, if no earlier row has it.
    fn record_first_row(&mut self, at: usize, state: RowState) {
        if let RowState::Address(number) = state {
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
