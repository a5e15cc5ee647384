//! One row by itself: its first fault, or the number of its address.

use super::{Judge, NONE, OfAddress, OfDomain, Seen};
use crate::{
    DomainName, ToAscii,
    upload::{Day, Fault, MAX_CELLS, MAX_NAME, MAX_NOTE, Problem, address, sheet::Row},
};

impl Judge {
    /// Reads a row by itself: its fault, or the number of its address.
    pub(super) fn look(&mut self, at: usize, to_ascii: ToAscii<'_>) -> Seen {
        let row = self.sheet.rows[at];
        let fault = |column, problem| Seen::Fault(Fault { problem, column });
        let columns = self.format.columns;
        if self.sheet.place(&row, columns.address).is_broken() {
            return fault(columns.address, Problem::LoneQuote);
        }
        let cell = self.sheet.text_at(&row, columns.address);
        let host = match address::check(&cell, to_ascii, &mut self.scratch) {
            Ok(host) => host,
            Err(problem) => return fault(columns.address, problem),
        };
        if self.knowledge.own.as_ref().is_some_and(|own| own.canonical() == self.scratch) {
            return fault(columns.address, Problem::Own);
        }
        if let Some(found) = self.fault_beside(&row) {
            return Seen::Fault(found);
        }
        let (number, is_new) = self.addresses.insert(&self.scratch);
        if is_new {
            let (domain, is_new) = self.domains.insert(&self.scratch[host..]);
            if is_new {
                let name = &self.scratch[host..];
                let covered = self.covering(name);
                let doubt = if covered.is_some() { None } else { self.doubts.about(name) };
                self.of_domain.push(OfDomain { covered, doubt });
            }
            self.of_address.push(OfAddress { first: NONE, domain, known: None });
        }
        Seen::Address(number)
    }

    fn covering(&self, name: &str) -> Option<u32> {
        if self.knowledge.authorised.is_empty() {
            return None;
        }
        let domain = DomainName::from_canonical(name);
        let at = self.knowledge.authorised.iter().position(|rule| rule.covers(&domain))?;
        u32::try_from(at).ok()
    }

    /// The first fault of a row whose address is right: in its other columns, then beyond them.
    fn fault_beside(&self, row: &Row) -> Option<Fault> {
        let columns = self.format.columns;
        let in_column = |column: Option<u16>, fault: &dyn Fn(&str) -> Option<Problem>| {
            let column = column?;
            let problem = if self.sheet.place(row, column).is_broken() {
                Some(Problem::LoneQuote)
            } else {
                fault(self.sheet.text_at(row, column).trim())
            };
            problem.map(|problem| Fault { problem, column })
        };
        in_column(columns.until, &|text| self.day_fault(text))
            .or_else(|| in_column(columns.name, &|text| text_fault(text, MAX_NAME, Problem::NameTooLong)))
            .or_else(|| in_column(columns.note, &|text| text_fault(text, MAX_NOTE, Problem::NoteTooLong)))
            .or_else(|| self.extra_cell(row))
    }

    /// The first cell beyond the others' width that has something in it, or that is not even kept.
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

fn text_fault(text: &str, most: usize, too_long: Problem) -> Option<Problem> {
    let plain = |b: u8| (b' '..=b'~').contains(&b);
    if text.len() <= most && text.bytes().all(plain) {
        return None;
    }
    // Four bytes a character at most: what is longer needs no counting.
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
