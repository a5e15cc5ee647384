//! Sentences that explain an invalid row, and how to correct it.

use esecure::{
    Locale,
    upload::{CellProblem, MAX_NAME, MAX_NOTE, day::DayError},
};
use i18n::upload_problem as t;

/// Returns the sentence for a problem.
pub(super) fn problem(problem: CellProblem, l: Locale) -> String {
    match problem {
        CellProblem::Address(error) => crate::api::email_problem(error, l),
        CellProblem::SeveralAddresses(count) => return t::several_addresses(l, count),
        CellProblem::NameAndAddress => t::name_and_address(l),
        CellProblem::MailLink => t::mail_link(l),
        CellProblem::Wide => t::wide(l),
        CellProblem::Invisible => t::invisible(l),
        CellProblem::Unreadable => t::unreadable(l),
        CellProblem::Control => t::control(l),
        CellProblem::Own => t::own(l),
        CellProblem::LoneQuote => t::lone_quote(l),
        CellProblem::ExtraCells => t::extra_cells(l),
        CellProblem::NameTooLong => return t::name_long(l, MAX_NAME),
        CellProblem::NoteTooLong => return t::note_long(l, MAX_NOTE),
        CellProblem::Day(DayError::Form) => t::day_form(l),
        CellProblem::Day(DayError::Ambiguous) => t::day_ambiguous(l),
        CellProblem::Day(DayError::NoSuchDay) => t::day_none(l),
        CellProblem::DayPassed => t::day_passed(l),
    }
    .to_owned()
}
