//! Check of one row on its own: its first fault, or the number of its address.

use super::{Judge, Seen};
use crate::{
    DomainName, ToAscii, email,
    upload::{Day, Fault, Knowledge, MAX_CELLS, MAX_NAME, MAX_NOTE, Problem, address, sheet::Row},
};

impl Judge {
    /// Checks a row on its own: returns its fault, or the number of its address.
    pub(super) fn classify_row(&mut self, at: usize, to_ascii: ToAscii<'_>) -> Seen {
        let row = self.sheet.rows[at];
        let fault = |column, problem| Seen::Fault(Fault { problem, column });
        let columns = self.format.columns;
        let place = self.sheet.place(&row, columns.address);
        if place.is_broken() {
            return fault(columns.address, Problem::LoneQuote);
        }
        // Fast path: an address that is canonical in the file needs no unescaping, as it has no quotes or apostrophes.
        let lying = email::plain(self.sheet.raw(place)).filter(|plain| !plain.upper);
        let host = match &lying {
            Some(plain) => plain.host,
            None => match address::check(&self.sheet.text_at(&row, columns.address), to_ascii, &mut self.scratch) {
                Ok(host) => host,
                Err(problem) => return fault(columns.address, problem),
            },
        };
        let lying = lying.map(|_| place);
        let canonical = if lying.is_some() { self.sheet.raw(place) } else { &self.scratch };
        if self.knowledge.own.as_ref().is_some_and(|own| own.canonical() == canonical) {
            return fault(columns.address, Problem::Own);
        }
        if let Some(found) = self.fault_beside(&row) {
            return Seen::Fault(found);
        }
        let domain = self.domains.take(&canonical[host..], |name| {
            let covered = covering(&self.knowledge, name);
            (covered, if covered.is_some() { None } else { self.doubts.about(name) })
        });
        Seen::Address(self.addresses.take(canonical, host, domain, lying, self.sheet.raw_text()))
    }

    /// Number of an address, if the file contains it.
    pub(super) fn number_of(&self, canonical: &str) -> Option<u32> {
        let (local, name) = canonical.split_at(canonical.find('@')? + 1);
        self.addresses.find(canonical, local, self.domains.find(name)?, self.sheet.raw_text())
    }

    /// First fault of a row with a valid address: in its other columns, then in extra cells.
    fn fault_beside(&self, row: &Row) -> Option<Fault> {
        let columns = self.format.columns;
        self.fault_in(row, columns.until, 0, |text| self.day_fault(text))
            .or_else(|| {
                self.fault_in(row, columns.name, MAX_NAME, |text| text_fault(text, MAX_NAME, Problem::NameTooLong))
            })
            .or_else(|| {
                self.fault_in(row, columns.note, MAX_NOTE, |text| text_fault(text, MAX_NOTE, Problem::NoteTooLong))
            })
            .or_else(|| self.extra_cell(row))
    }

    /// Fault of a cell. Printable cells of at most `harmless` bytes are valid unread; unescaping never makes a cell
    /// longer.
    fn fault_in(
        &self,
        row: &Row,
        column: Option<u16>,
        harmless: usize,
        fault: impl Fn(&str) -> Option<Problem>,
    ) -> Option<Fault> {
        let column = column?;
        let problem = if self.sheet.place(row, column).is_broken() {
            Some(Problem::LoneQuote)
        } else if self.sheet.is_printable(row, column, harmless) {
            None
        } else {
            fault(self.sheet.text_at(row, column).trim())
        };
        problem.map(|problem| Fault { problem, column })
    }

    /// First extra cell that is not blank, or that was not kept.
    fn extra_cell(&self, row: &Row) -> Option<Fault> {
        let kept = row.width.min(MAX_CELLS as u32) as u16;
        let filled = |column: &u16| !self.sheet.text_at(row, *column).trim().is_empty();
        let beyond = || (row.width > u32::from(kept)).then_some(kept);
        let column = (self.format.width..kept).find(filled).or_else(beyond)?;
        Some(Fault { problem: Problem::ExtraCells, column })
    }

    fn day_fault(&self, text: &str) -> Option<Problem> {
        if text.is_empty() {
            return None;
        }
        match Day::parse(text, self.format.days) {
            Err(error) => Some(Problem::Day(error)),
            Ok(day) if self.knowledge.today.is_some_and(|today| day < today) => Some(Problem::DayPassed),
            Ok(_) => None,
        }
    }
}

/// Index of the authorised entry that covers a domain.
fn covering(knowledge: &Knowledge, name: &str) -> Option<u32> {
    if knowledge.authorised.is_empty() {
        return None;
    }
    let domain = DomainName::from_canonical(name);
    let at = knowledge.authorised.iter().position(|rule| rule.covers(&domain))?;
    u32::try_from(at).ok()
}

fn text_fault(text: &str, most: usize, too_long: Problem) -> Option<Problem> {
    // A character has at most four bytes, so a longer text exceeds the limit without counting.
    if text.len() > most && (text.len() > most * 4 || text.chars().count() > most) {
        return Some(too_long);
    }
    let unreadable = |c: char| c == char::REPLACEMENT_CHARACTER || ('\u{80}'..='\u{9f}').contains(&c);
    if text.chars().any(unreadable) {
        Some(Problem::Unreadable)
    } else if text.bytes().any(|b| b.is_ascii_control() && !matches!(b, b'\t' | b'\n' | b'\r')) {
        Some(Problem::Control)
    } else {
        None
    }
}
