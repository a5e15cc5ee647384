//! Check of one row on its own: its first error, or the number of its address.

use super::{Judge, RowState};
use crate::{
    DomainName, ToAscii, email,
    upload::{AccountContext, CellProblem, Day, MAX_CELLS, MAX_NAME, MAX_NOTE, RowError, address, sheet::Row},
};

impl Judge {
    /// Checks a row on its own: returns its error, or the number of its address.
    pub(super) fn classify_row(&mut self, at: usize, to_ascii: ToAscii<'_>) -> RowState {
        let row = self.sheet.rows[at];
        let error = |column, problem| RowState::Error(RowError { problem, column });
        let columns = self.format.columns;
        let cell = self.sheet.cell_at(&row, columns.address);
        if cell.has_unbalanced_quote() {
            return error(columns.address, CellProblem::LoneQuote);
        }
        // Fast path: an address that is canonical in the file needs no unescaping, as it has no quotes or apostrophes.
        let canonical_in_sheet = email::parse_fast(self.sheet.cell_text(cell)).filter(|fast| !fast.upper);
        let host = match &canonical_in_sheet {
            Some(fast) => fast.host,
            None => match address::check(&self.sheet.text_at(&row, columns.address), to_ascii, &mut self.scratch) {
                Ok(host) => host,
                Err(problem) => return error(columns.address, problem),
            },
        };
        let in_sheet = canonical_in_sheet.map(|_| cell);
        let canonical = if in_sheet.is_some() { self.sheet.cell_text(cell) } else { &self.scratch };
        if self.account.own.as_ref().is_some_and(|own| own.canonical() == canonical) {
            return error(columns.address, CellProblem::Own);
        }
        if let Some(found) = self.other_error(&row) {
            return RowState::Error(found);
        }
        let domain = self.domains.intern(&canonical[host..], |name| {
            let covered = covering(&self.account, name);
            (covered, if covered.is_some() { None } else { self.doubts.check(name) })
        });
        RowState::Address(self.addresses.intern(canonical, host, domain, in_sheet, self.sheet.text()))
    }

    /// Number of an address, if the file contains it.
    pub(super) fn number_of(&self, canonical: &str) -> Option<u32> {
        let (local, name) = canonical.split_at(canonical.find('@')? + 1);
        self.addresses.find(canonical, local, self.domains.find(name)?, self.sheet.text())
    }

    /// First error of a row with a valid address: in its other columns, then in extra cells.
    fn other_error(&self, row: &Row) -> Option<RowError> {
        let columns = self.format.columns;
        self.cell_error(row, columns.until, 0, |text| self.day_problem(text))
            .or_else(|| {
                self.cell_error(row, columns.name, MAX_NAME, |text| {
                    text_problem(text, MAX_NAME, CellProblem::NameTooLong)
                })
            })
            .or_else(|| {
                self.cell_error(row, columns.note, MAX_NOTE, |text| {
                    text_problem(text, MAX_NOTE, CellProblem::NoteTooLong)
                })
            })
            .or_else(|| self.extra_cell_error(row))
    }

    /// Error of a cell. Printable cells of at most `unchecked_length` bytes are valid unread; unescaping never
    /// makes a cell longer.
    fn cell_error(
        &self,
        row: &Row,
        column: Option<u16>,
        unchecked_length: usize,
        problem: impl Fn(&str) -> Option<CellProblem>,
    ) -> Option<RowError> {
        let column = column?;
        let problem = if self.sheet.cell_at(row, column).has_unbalanced_quote() {
            Some(CellProblem::LoneQuote)
        } else if self.sheet.is_printable(row, column, unchecked_length) {
            None
        } else {
            problem(self.sheet.text_at(row, column).trim())
        };
        problem.map(|problem| RowError { problem, column })
    }

    /// First extra cell that is not blank, or that was not kept.
    fn extra_cell_error(&self, row: &Row) -> Option<RowError> {
        let kept = row.width.min(MAX_CELLS as u32) as u16;
        let filled = |column: &u16| !self.sheet.text_at(row, *column).trim().is_empty();
        let beyond = || (row.width > u32::from(kept)).then_some(kept);
        let column = (self.format.width..kept).find(filled).or_else(beyond)?;
        Some(RowError { problem: CellProblem::ExtraCells, column })
    }

    fn day_problem(&self, text: &str) -> Option<CellProblem> {
        if text.is_empty() {
            return None;
        }
        match Day::parse(text, self.format.days) {
            Err(error) => Some(CellProblem::Day(error)),
            Ok(day) if self.account.today.is_some_and(|today| day < today) => Some(CellProblem::DayPassed),
            Ok(_) => None,
        }
    }
}

/// Index of the authorised entry that covers a domain.
fn covering(account: &AccountContext, name: &str) -> Option<u32> {
    if account.authorised.is_empty() {
        return None;
    }
    let domain = DomainName::from_canonical(name);
    let at = account.authorised.iter().position(|rule| rule.covers(&domain))?;
    u32::try_from(at).ok()
}

fn text_problem(text: &str, most: usize, too_long: CellProblem) -> Option<CellProblem> {
    // A character has at most four bytes, so a longer text exceeds the limit without counting.
    if text.len() > most && (text.len() > most * 4 || text.chars().count() > most) {
        return Some(too_long);
    }
    let unreadable = |c: char| c == char::REPLACEMENT_CHARACTER || ('\u{80}'..='\u{9f}').contains(&c);
    if text.chars().any(unreadable) {
        Some(CellProblem::Unreadable)
    } else if text.bytes().any(|b| b.is_ascii_control() && !matches!(b, b'\t' | b'\n' | b'\r')) {
        Some(CellProblem::Control)
    } else {
        None
    }
}
