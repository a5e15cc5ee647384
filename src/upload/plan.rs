//! Plan of an upload: the approvals to commit, and their numbers for the page.

use super::{Day, Judge, JudgementKind, LIMIT, RowId, Summary};
use crate::{EmailAddress, ToAscii};
use std::collections::BTreeSet;

/// Approvals to commit, all or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Rows whose addresses would be approved, in order. Empty if the file is beyond the limit.
    pub rows: Vec<usize>,
    /// Number of selected doubtful rows in `rows`.
    pub doubtful: usize,
    /// Number of selected previously rejected rows in `rows`.
    pub previously_rejected: usize,
    /// Number of rows by judgement.
    pub summary: Summary,
}

/// Approval of one address, with the data from the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedApproval {
    /// Row of the address.
    pub row: RowId,
    /// Address to be approved.
    pub email: EmailAddress,
    /// Name of the shipper; empty if missing.
    pub name: String,
    /// Note on the approval; empty if missing.
    pub note: String,
    /// Last day of the approval, inclusive.
    pub until: Option<Day>,
}

impl Plan {
    /// Plans all new rows, plus the ticked rows that are doubtful or previously rejected. Other ticks are ignored.
    pub fn of(judge: &Judge, ticked: &BTreeSet<RowId>) -> Self {
        let summary = Summary::of(judge);
        let mut plan = Self { rows: Vec::new(), doubtful: 0, previously_rejected: 0, summary };
        if plan.is_beyond() {
            return plan;
        }
        for row in 0..judge.len() {
            let is_ticked = || ticked.contains(&judge.id(row));
            match judge.judgement(row).kind() {
                JudgementKind::New => {}
                JudgementKind::Doubtful if is_ticked() => plan.doubtful += 1,
                JudgementKind::PreviouslyRejected if is_ticked() => plan.previously_rejected += 1,
                _ => continue,
            }
            plan.rows.push(row);
        }
        plan
    }

    /// Returns true if the file exceeds the limit; then nothing is committed.
    pub fn is_beyond(&self) -> bool {
        self.summary.counted > LIMIT
    }

    /// Number of doubtful rows left out.
    pub fn doubtful_left_out(&self) -> usize {
        self.summary.doubtful - self.doubtful
    }

    /// Number of previously rejected rows left out.
    pub fn rejected_left_out(&self) -> usize {
        self.summary.previously_rejected - self.previously_rejected
    }

    /// Iterates over the planned approvals.
    pub fn approvals<'a>(
        &'a self,
        judge: &'a Judge,
        to_ascii: ToAscii<'a>,
    ) -> impl Iterator<Item = PlannedApproval> + 'a {
        self.rows.iter().filter_map(move |row| {
            let (name, note) = judge.name_and_note(*row);
            let email = judge.email(*row, to_ascii)?;
            Some(PlannedApproval { row: judge.id(*row), email, name, note, until: judge.until(*row) })
        })
    }
}
