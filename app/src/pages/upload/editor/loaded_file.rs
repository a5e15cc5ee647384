//! Open file: its rows with their judgements and edits, and the order in which they are listed.

use super::suggestions::Suggestions;
use esecure::upload::{Edit, FormatOverrides, Judge, Judgement, JudgementKind, RowId, Summary};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

pub(super) struct LoadedFile {
    /// Generation of the read that produced this file; answers for another generation are discarded.
    pub reading: u32,
    /// File name on the user's device.
    pub name: String,
    /// Original content, kept to parse again with other settings and to send.
    pub bytes: Arc<[u8]>,
    /// Format settings made by hand.
    pub wish: FormatOverrides,
    /// Rows and their judgements.
    pub judge: Judge,
    /// Edits, in the order they were made.
    pub edits: Vec<Edit>,
    /// Rows ticked for approval despite their judgement.
    pub ticks: BTreeSet<RowId>,
    /// Suggestions, grouped for bulk edits.
    pub offers: Suggestions,
    /// All rows, those that need attention first. Typing never moves a row.
    pub order: Vec<u32>,
    /// Rows matching the selected filter, in the same order.
    pub listed: Vec<u32>,
    pub summary: Summary,
    /// True after any edit, accepted suggestion or tick.
    pub touched: bool,
}

impl LoadedFile {
    /// Sorts rows that need attention first.
    pub(super) fn sort(&mut self) {
        let needs = |row: &u32| {
            let kind = self.judge.judgement(*row as usize).kind();
            matches!(kind, JudgementKind::Invalid | JudgementKind::Doubtful | JudgementKind::PreviouslyRejected)
        };
        let rows = 0..self.judge.len() as u32;
        let (mut first, rest): (Vec<u32>, Vec<u32>) = rows.partition(needs);
        first.extend(rest);
        self.order = first;
    }

    /// Lists the rows of one judgement, or all.
    pub(super) fn list(&mut self, only: Option<JudgementKind>) {
        let judge = &self.judge;
        let is_listed = |row: &u32| only.is_none_or(|kind| judge.judgement(*row as usize).kind() == kind);
        self.listed = self.order.iter().copied().filter(is_listed).collect();
    }

    /// Counts the ticked rows of a judgement.
    pub(super) fn ticked(&self, kind: JudgementKind) -> usize {
        let is = |id: &&RowId| self.judge.find(**id).is_some_and(|row| self.judge.judgement(row).kind() == kind);
        self.ticks.iter().filter(is).count()
    }

    /// Applies an edit and updates the lists. Returns false if nothing changed.
    pub(super) fn change(&mut self, edit: Edit, to_ascii: esecure::ToAscii<'_>) -> bool {
        let before = self.judge.len() as u32;
        if !self.judge.edit(&edit, to_ascii) {
            return false;
        }
        self.touched = true;
        let (Edit::Cell { row, .. } | Edit::Split { row }) = &edit;
        let (row, more) = (*row, self.judge.len() as u32 - before);
        if let Some(at) = self.judge.find(row) {
            let at = at as u32;
            for list in [&mut self.order, &mut self.listed] {
                if more > 0 {
                    insert(list, at, more);
                }
            }
            for row in at..=at + more {
                self.offers.refresh(&self.judge, row as usize, to_ascii);
            }
        }
        // Consecutive edits of one cell count as one.
        match (self.edits.last_mut(), edit) {
            (Some(Edit::Cell { row: last, column: of, text }), Edit::Cell { row, column, text: now })
                if *last == row && *of == column =>
            {
                *text = now
            }
            (_, edit) => self.edits.push(edit),
        }
        true
    }

    /// Number of addresses that a commit approves; 0 beyond the limit.
    pub(super) fn approves(&self) -> usize {
        if self.summary.beyond > 0 {
            return 0;
        }
        self.summary.new + self.ticked(JudgementKind::Doubtful) + self.ticked(JudgementKind::PreviouslyRejected)
    }

    /// Text of the account's decision on the row's address, if any.
    pub(super) fn standing_text<'a>(
        &self,
        row: usize,
        told: &'a BTreeMap<String, String>,
        to_ascii: esecure::ToAscii<'_>,
    ) -> Option<&'a str> {
        match self.judge.judgement(row) {
            Judgement::PreviouslyRejected | Judgement::AlreadyApproved => {}
            _ => return None,
        }
        let email = self.judge.email(row, to_ascii)?;
        told.get(email.canonical()).map(String::as_str)
    }
}

/// Inserts the parts of a split row behind it.
fn insert(list: &mut Vec<u32>, at: u32, more: u32) {
    for row in list.iter_mut() {
        if *row > at {
            *row += more;
        }
    }
    if let Some(place) = list.iter().position(|row| *row == at) {
        list.splice(place + 1..place + 1, at + 1..=at + more);
    }
}
