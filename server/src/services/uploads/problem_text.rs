//! Sentences that explain an invalid row, and how to correct it.

use app::locales::upload_problem as t;
use esecure::{
    Locale,
    upload::{MAX_NAME, MAX_NOTE, Problem, day::DayError},
};

/// Returns the sentence for a problem.
pub(super) fn problem(problem: Problem, l: Locale) -> String {
    match problem {
        Problem::Address(error) => crate::api::email_problem(error, l),
        Problem::SeveralAddresses(count) => return t::several_addresses(l, count),
        Problem::NameAndAddress => t::name_and_address(l),
        Problem::MailLink => t::mail_link(l),
        Problem::Wide => t::wide(l),
        Problem::Invisible => t::invisible(l),
        Problem::Unreadable => t::unreadable(l),
        Problem::Control => t::control(l),
        Problem::Own => t::own(l),
        Problem::LoneQuote => t::lone_quote(l),
        Problem::ExtraCells => t::extra_cells(l),
        Problem::NameTooLong => return t::name_long(l, MAX_NAME),
        Problem::NoteTooLong => return t::note_long(l, MAX_NOTE),
        Problem::Day(DayError::Form) => t::day_form(l),
        Problem::Day(DayError::Ambiguous) => t::day_ambiguous(l),
        Problem::Day(DayError::NoSuchDay) => t::day_none(l),
        Problem::DayPassed => t::day_passed(l),
    }
    .to_owned()
}
