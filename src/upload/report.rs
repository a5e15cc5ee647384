//! Report of an upload: counts, one line per row, and the result file.

use super::{Encoding, Judge, Judgement, JudgementKind, LIMIT, RowId, Suggestion, doubt::DoubtKind, writer::Writer};
use crate::ToAscii;
use serde::Serialize;

/// Number of rows by judgement, and in relation to the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Summary {
    /// Number of judged rows.
    pub rows: usize,
    /// Number of blank rows, which are dropped.
    pub blank: usize,
    /// Number of [`JudgementKind::Invalid`] rows.
    pub invalid: usize,
    /// Number of [`JudgementKind::Duplicate`] rows.
    pub duplicate: usize,
    /// Number of [`JudgementKind::PreviouslyRejected`] rows.
    pub previously_rejected: usize,
    /// Number of [`JudgementKind::AlreadyApproved`] rows.
    pub already_approved: usize,
    /// Number of [`JudgementKind::CoveredByDomain`] rows.
    pub covered_by_domain: usize,
    /// Number of [`JudgementKind::Doubtful`] rows.
    pub doubtful: usize,
    /// Number of [`JudgementKind::New`] rows.
    pub new: usize,
    /// Number of rows that count towards the limit: neither invalid nor duplicate.
    pub counted: usize,
    /// Maximum of `counted` ([`LIMIT`]).
    pub limit: usize,
    /// Number of counting rows beyond the limit.
    pub beyond: usize,
}

impl Summary {
    /// Counts the rows of a judge.
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

    /// Number of rows with this judgement.
    pub fn count(mut self, kind: JudgementKind) -> usize {
        *self.count_mut(kind)
    }

    fn count_mut(&mut self, kind: JudgementKind) -> &mut usize {
        match kind {
            JudgementKind::Invalid => &mut self.invalid,
            JudgementKind::Duplicate => &mut self.duplicate,
            JudgementKind::PreviouslyRejected => &mut self.previously_rejected,
            JudgementKind::AlreadyApproved => &mut self.already_approved,
            JudgementKind::CoveredByDomain => &mut self.covered_by_domain,
            JudgementKind::Doubtful => &mut self.doubtful,
            JudgementKind::New => &mut self.new,
        }
    }
}

/// Row with its judgement, as printed by `esecure upload check --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportLine {
    /// Row number as shown by a spreadsheet, from 1.
    pub row: u32,
    /// Current text of the address cell.
    pub email: String,
    /// Kind of the row's judgement.
    pub judgement: JudgementKind,
    /// Code of the error or doubt.
    pub problem: Option<&'static str>,
    /// Suggested address; several are separated by a semicolon.
    pub suggestion: Option<String>,
    /// Column of the error, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u16>,
    /// Number of the earlier row with the same address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<u32>,
    /// Authorised domain that covers the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
}

impl ReportLine {
    /// Creates the line of a row.
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
            Judgement::Invalid(error) => {
                line.problem = Some(error.problem.code());
                line.column = Some(error.column + 1);
            }
            Judgement::Duplicate(RowId { number, .. }) => line.duplicate_of = Some(number),
            Judgement::CoveredByDomain(rule) => line.domain = Some(rule.domain.to_string()),
            Judgement::Doubtful(doubt) => line.problem = Some(DoubtKind::code(doubt.kind)),
            Judgement::PreviouslyRejected | Judgement::AlreadyApproved | Judgement::New => {}
        }
        line
    }
}

/// Writes the file with one extra column: `heading` in the header, and `words` of each row. Blank rows are kept, so
/// that row numbers do not change.
///
/// The encoding is the file's, or UTF-8 if that lacks a character of the edits or of the extra column; it is returned.
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
