//! What a press commits, and the consequence in numbers beside the button.

use super::{Day, Judge, Kind, LIMIT, RowId, Summary};
use crate::{EmailAddress, ToAscii};
use std::collections::BTreeSet;

/// What would be committed, all or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The rows whose addresses would be approved, in their order. Empty beyond the limit.
    pub rows: Vec<usize>,
    /// Of those, rows that are doubtful and were ticked.
    pub doubtful: usize,
    /// Of those, rows that were rejected before and were ticked.
    pub previously_rejected: usize,
    /// All rows by judgement.
    pub summary: Summary,
}

/// An address to approve, with what the file says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Which row says so.
    pub row: RowId,
    /// Who.
    pub email: EmailAddress,
    /// Their name; empty if the file has none.
    pub name: String,
    /// A note; empty if the file has none.
    pub note: String,
    /// The last day, inclusive.
    pub until: Option<Day>,
}

impl Plan {
    /// All new rows, and those of the ticked ones that are doubtful or were rejected before. Other ticks mean nothing.
    pub fn of(judge: &Judge, ticked: &BTreeSet<RowId>) -> Self {
        let summary = Summary::of(judge);
        let mut plan = Self { rows: Vec::new(), doubtful: 0, previously_rejected: 0, summary };
        if plan.is_beyond() {
            return plan;
        }
        for row in 0..judge.len() {
            let is_ticked = || ticked.contains(&judge.id(row));
            match judge.judgement(row).kind() {
                Kind::New => {}
                Kind::Doubtful if is_ticked() => plan.doubtful += 1,
                Kind::PreviouslyRejected if is_ticked() => plan.previously_rejected += 1,
                _ => continue,
            }
            plan.rows.push(row);
        }
        plan
    }

    /// Whether the file is beyond the limit: then nothing is committed.
    pub fn is_beyond(&self) -> bool {
        self.summary.counted > LIMIT
    }

    /// Doubtful rows that are left out.
    pub fn doubtful_left_out(&self) -> usize {
        self.summary.doubtful - self.doubtful
    }

    /// Rows rejected before that are left out.
    pub fn rejected_left_out(&self) -> usize {
        self.summary.previously_rejected - self.previously_rejected
    }

    /// The approvals, for whoever carries them out.
    pub fn approvals<'a>(&'a self, judge: &'a Judge, to_ascii: ToAscii<'a>) -> impl Iterator<Item = Approval> + 'a {
        self.rows.iter().filter_map(move |row| {
            let (name, note) = judge.name_and_note(*row);
            let email = judge.email(*row, to_ascii)?;
            Some(Approval { row: judge.id(*row), email, name, note, until: judge.until(*row) })
        })
    }
}
