//! Edits of single rows, and their effect on other rows.

use super::{Judge, RowState, tables::NO_ROW};
use crate::{
    ToAscii,
    upload::{CellProblem, Edit, MAX_ROWS, RowError, address},
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
                let Some(addresses) = address::split_addresses(&self.sheet.cell(at, column), to_ascii) else {
                    return false;
                };
                if self.sheet.len() + addresses.len() > MAX_ROWS {
                    return false;
                }
                // Splitting requires that all rows are judged; the server applies the edits only after that.
                if self.states.len() < self.sheet.len() {
                    return false;
                }
                let copies = addresses.len() - 1;
                self.sheet.insert_copies(at, copies);
                for entry in &mut self.addresses.all {
                    if entry.first != NO_ROW && entry.first as usize > at {
                        entry.first += copies as u32;
                    }
                }
                let placeholder = RowState::Error(RowError { problem: CellProblem::SeveralAddresses(0), column });
                self.states.splice(at + 1..at + 1, std::iter::repeat_n(placeholder, copies));
                for (part, address) in addresses.iter().enumerate() {
                    self.sheet.set(at + part, column, address);
                    self.reclassify(at + part, to_ascii);
                }
            }
        }
        true
    }

    fn reclassify(&mut self, at: usize, to_ascii: ToAscii<'_>) {
        if at >= self.states.len() {
            return;
        }
        let before = self.states[at];
        let now = self.classify_row(at, to_ascii);
        self.states[at] = now;
        if before == now {
            return;
        }
        if let RowState::Address(number) = before
            && self.addresses.all[number as usize].first as usize == at
        {
            let next = self.states[at..].iter().position(|state| *state == before);
            self.addresses.all[number as usize].first = next.map_or(NO_ROW, |next| (at + next) as u32);
        }
        self.record_first_row(at, now);
    }
}
