//! The result file: the uploaded file, with an additional column for the result of each row.

use super::problem_text;
use crate::idn::to_ascii;
use esecure::{
    Locale,
    upload::{Encoding, Judge, Judgement, Suggestion, report},
};
use i18n::upload_result as t;
use std::collections::BTreeSet;

/// A committed file, for one reader.
pub(super) struct ResultFile<'a> {
    pub judge: &'a Judge,
    /// The rows whose addresses were approved.
    pub approved: &'a BTreeSet<usize>,
    pub locale: Locale,
}

impl ResultFile<'_> {
    /// Returns the file's bytes and their encoding.
    pub(super) fn build(&self) -> (Vec<u8>, Encoding) {
        report::result_file(self.judge, t::heading(self.locale), &|row| self.row(row))
    }

    fn row(&self, row: usize) -> String {
        let l = self.locale;
        if self.approved.contains(&row) {
            return t::approved(l).to_owned();
        }
        match self.judge.judgement(row) {
            Judgement::Invalid(fault) => {
                t::Invalid { column: fault.column + 1, why: problem_text::problem(fault.problem, l) }.text(l)
            }
            Judgement::Duplicate(first) => t::duplicate(l, first.number),
            Judgement::PreviouslyRejected => t::previously_rejected(l).to_owned(),
            Judgement::CoveredByDomain(rule) => t::covered_by_domain(l, &rule.domain),
            Judgement::Doubtful(doubt) => match self.judge.suggestion(row, &to_ascii) {
                Some(Suggestion::Replace(address)) => t::doubtful(l, address),
                _ => t::doubtful(l, &doubt.likely),
            },
            // In a file that is committed a second time, others have approved the address since.
            Judgement::AlreadyApproved | Judgement::New => t::already_approved(l).to_owned(),
        }
    }
}

/// Returns the name of the result file: the uploaded file's name with a suffix.
pub(super) fn name(file: &str, locale: Locale) -> String {
    let is_ending = |ending: &str| (1..=5).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_alphanumeric());
    let (stem, ending) = match file.rsplit_once('.') {
        Some((stem, ending)) if is_ending(ending) => (stem, ending),
        _ => (file, "csv"),
    };
    t::Name { ending, file: if stem.is_empty() { t::file(locale) } else { stem } }.text(locale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_result_is_called_as_the_file() {
        let names =
            ["lijst 2026.csv", "lijst", "export.v2.txt", ".csv", "", "a.b c"].map(|file| name(file, Locale::En));
        let expected = [
            "lijst 2026-result.csv",
            "lijst-result.csv",
            "export.v2-result.txt",
            "upload-result.csv",
            "upload-result.csv",
            "a.b c-result.csv",
        ];
        assert_eq!(names, expected);
    }
}
