//! Localised texts of a row.

use crate::ui::{Glyph, Tone};
use i18n::{upload as t, upload_why as p};

use esecure::{
    Locale,
    domain::DomainError,
    email::EmailError,
    upload::{
        CellProblem, Judge, Judgement, JudgementKind, MAX_NAME, MAX_NOTE, RowError, RowId, Suggestion, day::DayError,
        doubt::DoubtKind,
    },
};

pub(super) use crate::ui::number;

/// Colour, icon and label of a judgement.
pub(super) fn kind(kind: JudgementKind, locale: Locale) -> (Tone, Glyph, &'static str) {
    match kind {
        JudgementKind::Invalid => (Tone::Rejected, Glyph::Alert, t::invalid(locale)),
        JudgementKind::Duplicate => (Tone::None, Glyph::Copy, t::duplicate(locale)),
        JudgementKind::PreviouslyRejected => (Tone::Rejected, Glyph::Rejected, t::previously_rejected(locale)),
        JudgementKind::AlreadyApproved => (Tone::Approved, Glyph::Approved, t::already_approved(locale)),
        JudgementKind::CoveredByDomain => (Tone::Approved, Glyph::Globe, t::covered(locale)),
        JudgementKind::Doubtful => (Tone::Pending, Glyph::Alert, t::doubtful(locale)),
        JudgementKind::New => (Tone::Accent, Glyph::Plus, t::new(locale)),
    }
}

/// Row number, with the part of a split row.
pub(super) fn row(id: RowId) -> String {
    match id.part {
        0 => id.number.to_string(),
        part => format!("{}.{part}", id.number),
    }
}

/// Column heading, or the column's position if empty.
pub(super) fn column(judge: &Judge, column: u16, locale: Locale) -> String {
    let heading = judge.sheet().heading(column).trim().to_owned();
    if heading.is_empty() { t::column(locale, column + 1) } else { heading }
}

/// Reason of a row's judgement; empty for a new row.
pub(super) fn why(judge: &Judge, at: usize, told: Option<&str>, locale: Locale) -> String {
    match judge.judgement(at) {
        Judgement::Invalid(fault) => problem(fault, judge, locale),
        Judgement::Duplicate(first) => t::why_duplicate(locale, row(first)),
        Judgement::PreviouslyRejected => told.map_or_else(|| t::why_rejected(locale).to_owned(), str::to_owned),
        Judgement::AlreadyApproved => told.map_or_else(|| t::why_approved(locale).to_owned(), str::to_owned),
        Judgement::CoveredByDomain(rule) => t::why_covered(locale, &rule.domain),
        Judgement::Doubtful(doubt) => match doubt.kind {
            DoubtKind::Typing => t::why_typing(locale, &doubt.likely),
            DoubtKind::LookAlike => {
                let cell = judge.sheet().cell(at, judge.sheet().format().columns.address);
                let domain = cell.trim().rsplit('@').next().unwrap_or_default();
                t::WhyLookAlike { domain, likely: &doubt.likely }.text(locale)
            }
        },
        Judgement::New => String::new(),
    }
}

/// Label of a suggestion's button. Names only the domain if nothing else changes.
pub(super) fn suggestion(suggestion: &Suggestion, cell: &str, locale: Locale) -> String {
    match suggestion {
        Suggestion::Split(addresses) => t::split_rows(locale, addresses.len()),
        Suggestion::Replace(text) => {
            let before = cell.trim().split_once('@');
            match (before, text.split_once('@')) {
                (Some((local, _)), Some((same, domain))) if local == same => t::use_this(locale, domain),
                _ => t::use_this(locale, text),
            }
        }
    }
}

fn problem(fault: RowError, judge: &Judge, locale: Locale) -> String {
    let name = || column(judge, fault.column, locale);
    let plain = match fault.problem {
        CellProblem::Address(EmailError::Empty) => return p::empty(locale, name()),
        CellProblem::Address(error) => address(error, locale),
        CellProblem::SeveralAddresses(count) => return p::several_addresses(locale, count),
        CellProblem::NameAndAddress => p::name_and_address(locale),
        CellProblem::MailLink => p::mail_link(locale),
        CellProblem::Wide => p::double_width(locale),
        CellProblem::Invisible => p::invisible_character(locale),
        CellProblem::Unreadable => return p::unreadable(locale, name()),
        CellProblem::Control => return p::control_character(locale, name()),
        CellProblem::Own => p::own_address(locale),
        CellProblem::LoneQuote => return p::lone_quote(locale, name()),
        CellProblem::ExtraCells => return p::extra_cells(locale, fault.column + 1),
        CellProblem::NameTooLong => return p::name_too_long(locale, MAX_NAME),
        CellProblem::NoteTooLong => return p::note_too_long(locale, MAX_NOTE),
        CellProblem::Day(DayError::Form) => return p::not_a_day(locale, name()),
        CellProblem::Day(DayError::Ambiguous) => return p::ambiguous_day(locale, name()),
        CellProblem::Day(DayError::NoSuchDay) => return p::no_such_day(locale, name()),
        CellProblem::DayPassed => return p::day_passed(locale, name()),
    };
    plain.to_owned()
}

pub(crate) fn address(error: EmailError, locale: Locale) -> &'static str {
    match error {
        EmailError::Empty | EmailError::NoAt => p::no_at(locale),
        EmailError::TwoAts => p::two_ats(locale),
        EmailError::NoLocalPart => p::no_local_part(locale),
        EmailError::Quoted => p::quoted_local_part(locale),
        EmailError::Comment => p::comment(locale),
        EmailError::Literal => p::address_literal(locale),
        EmailError::International => p::international_local_part(locale),
        EmailError::Character => p::character(locale),
        EmailError::Dots => p::dots(locale),
        EmailError::TooLong => p::too_long(locale),
        EmailError::Domain(error) => match error {
            DomainError::Empty => p::domain_empty(locale),
            DomainError::SingleLabel => p::domain_without_dot(locale),
            DomainError::EmptyLabel => p::domain_dots(locale),
            DomainError::TooLong => p::domain_too_long(locale),
            DomainError::Hyphen => p::domain_hyphen(locale),
            DomainError::Character => p::domain_character(locale),
            DomainError::Numeric => p::domain_numeric(locale),
            DomainError::International => p::domain_international(locale),
        },
    }
}
