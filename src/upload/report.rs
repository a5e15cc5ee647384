//! What the judgements come to: counts, one line for each row, and the result file.

use super::{Encoding, Judge, Judgement, Kind, LIMIT, RowId, Suggestion, doubt::DoubtKind, write::Writer};
use crate::ToAscii;
use serde::Serialize;

/// Rows by judgement, and how they stand to the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Summary {
    /// Rows that were judged.
    pub rows: usize,
    /// Rows that were dropped because nothing stands in them.
    pub blank: usize,
    /// See [`Kind::Invalid`].
    pub invalid: usize,
    /// See [`Kind::Duplicate`].
    pub duplicate: usize,
    /// See [`Kind::PreviouslyRejected`].
    pub previously_rejected: usize,
    /// See [`Kind::AlreadyApproved`].
    pub already_approved: usize,
    /// See [`Kind::CoveredByDomain`].
    pub covered_by_domain: usize,
    /// See [`Kind::Doubtful`].
    pub doubtful: usize,
    /// See [`Kind::New`].
    pub new: usize,
    /// Rows that count towards the limit: neither invalid nor duplicate.
    pub counted: usize,
    /// [`LIMIT`].
    pub limit: usize,
    /// Rows beyond it.
    pub beyond: usize,
}

impl Summary {
    /// Counts all rows.
    pub fn of(judge: &Judge) -> Self {
        let blank = judge.sheet().blank() as usize;
        let mut summary = Self { rows: judge.len(), blank, limit: LIMIT, ..Self::default() };
        for row in 0..judge.len() {
            *summary.count_mut(judge.judgement(row).kind()) += 1;
        }
        summary.counted = summary.rows - summary.invalid - summary.duplicate;
        summary.beyond = summary.counted.saturating_sub(LIMIT);
        summary
    }

    /// How many rows have this judgement.
    pub fn count(mut self, kind: Kind) -> usize {
        *self.count_mut(kind)
    }

    fn count_mut(&mut self, kind: Kind) -> &mut usize {
        match kind {
            Kind::Invalid => &mut self.invalid,
            Kind::Duplicate => &mut self.duplicate,
            Kind::PreviouslyRejected => &mut self.previously_rejected,
            Kind::AlreadyApproved => &mut self.already_approved,
            Kind::CoveredByDomain => &mut self.covered_by_domain,
            Kind::Doubtful => &mut self.doubtful,
            Kind::New => &mut self.new,
        }
    }
}

/// A row and its judgement, as `esecure upload check --json` prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// As a spreadsheet shows it.
    pub row: u32,
    /// The address cell as it stands.
    pub email: String,
    /// The judgement.
    pub judgement: Kind,
    /// Why it is invalid or doubtful.
    pub problem: Option<&'static str>,
    /// The address that was probably meant; several are parted by a semicolon.
    pub suggestion: Option<String>,
    /// In which column the problem is, counted from 1 as people do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u16>,
    /// The earlier row with the same address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<u32>,
    /// The authorised domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
}

impl Line {
    /// What there is to say of a row.
    pub fn of(judge: &Judge, row: usize, to_ascii: ToAscii<'_>) -> Self {
        let address = judge.sheet().format().columns.address;
        let judgement = judge.judgement(row);
        let mut line = Self {
            row: judge.id(row).number,
            email: judge.sheet().cell(row, address).into_owned(),
            judgement: judgement.kind(),
            problem: None,
            suggestion: judge.suggestion(row, to_ascii).map(|suggestion| match suggestion {
                Suggestion::Replace(text) => text,
                Suggestion::Split(addresses) => addresses.join("; "),
            }),
            column: None,
            duplicate_of: None,
            domain: None,
        };
        match judgement {
            Judgement::Invalid(fault) => {
                line.problem = Some(fault.problem.code());
                line.column = Some(fault.column + 1);
            }
            Judgement::Duplicate(RowId { number, .. }) => line.duplicate_of = Some(number),
            Judgement::CoveredByDomain(rule) => line.domain = Some(rule.domain.to_string()),
            Judgement::Doubtful(doubt) => line.problem = Some(DoubtKind::code(doubt.kind)),
            Judgement::PreviouslyRejected | Judgement::AlreadyApproved | Judgement::New => {}
        }
        line
    }
}

/// The file with one more column: its heading, and what `words` has to say of each row. Blank rows stay where they were,
/// so that a row keeps its number.
///
/// The encoding is the file's, unless it lacks a character of what was typed or said (see the returned one).
pub fn result_file(judge: &Judge, heading: &str, words: &dyn Fn(usize) -> String) -> (Vec<u8>, Encoding) {
    let sheet = judge.sheet();
    let mut writer = Writer::new(sheet);
    let mut number = 1;
    let header = sheet.header().map(|header| (header, None));
    let rows = sheet.rows.iter().zip(0..).map(|(row, at)| (*row, Some(at)));
    for (row, at) in header.into_iter().chain(rows) {
        while number < row.number {
            writer.end_row();
            number += 1;
        }
        let text = at.map(words);
        writer.row(&row, Some(text.as_deref().unwrap_or(heading)));
        number = row.number + 1;
    }
    while number <= sheet.numbers() {
        writer.end_row();
        number += 1;
    }
    writer.finish()
}
