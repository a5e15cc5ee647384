//! Edits of single rows, and their effect on other rows.

use super::{Judge, NONE, Seen};
use crate::{
    ToAscii,
    upload::{Edit, Fault, MAX_ROWS, Problem, address},
};

impl Judge {
    /// Applies an edit and updates the affected judgements. Returns false, without any change, if the row or cell does
    /// not exist, or if a split finds only one address.
    pub fn edit(&mut self, edit: &Edit, to_ascii: ToAscii<'_>) -> bool {
        match edit {
            Edit::Cell { row, column, text } => {
                let Some(at) = self.find(*row) else { return false };
                if !self.sheet.set(at, *column, text) {
                    return false;
                }
                self.reclassify(at, to_ascii);
            }
            Edit::Split { row } => {
                let Some(at) = self.find(*row) else { return false };
                let column = self.format.columns.address;
                let Some(addresses) = address::several(&self.sheet.cell(at, column), to_ascii) else { return false };
                if self.sheet.len() + addresses.len() > MAX_ROWS {
                    return false;
                }
                // Splitting requires that all rows are judged; the server applies the edits only after that.
                if self.seen.len() < self.sheet.len() {
                    return false;
                }
                let copies = addresses.len() - 1;
                self.sheet.repeat(at, copies);
                for of in &mut self.addresses.all {
                    if of.first != NONE && of.first as usize > at {
                        of.first += copies as u32;
                    }
                }
                let placeholder = Seen::Fault(Fault { problem: Problem::SeveralAddresses(0), column });
                self.seen.splice(at + 1..at + 1, std::iter::repeat_n(placeholder, copies));
                for (part, address) in addresses.iter().enumerate() {
                    self.sheet.set(at + part, column, address);
                    self.reclassify(at + part, to_ascii);
                }
            }
        }
        true
    }

    fn reclassify(&mut self, at: usize, to_ascii: ToAscii<'_>) {
        if at >= self.seen.len() {
            return;
        }
        let before = self.seen[at];
        let now = self.classify_row(at, to_ascii);
        self.seen[at] = now;
        if before == now {
            return;
        }
        if let Seen::Address(number) = before
            && self.addresses.all[number as usize].first as usize == at
        {
            let next = self.seen[at..].iter().position(|seen| *seen == before);
            self.addresses.all[number as usize].first = next.map_or(NONE, |next| (at + next) as u32);
        }
        self.enter(at, now);
    }
}
