//! Localised texts of a row.

use crate::ui::{Glyph, Tone};
use i18n::{upload as t, upload_why as p};

use esecure::{
    Locale,
    domain::DomainError,
    email::EmailError,
    upload::{
        Fault, Judge, Judgement, Kind, MAX_NAME, MAX_NOTE, Problem, RowId, Suggestion, day::DayError, doubt::DoubtKind,
    },
};

pub(super) use crate::ui::number;

/// Colour, icon and label of a judgement.
pub(super) fn kind(kind: Kind, locale: Locale) -> (Tone, Glyph, &'static str) {
    match kind {
        Kind::Invalid => (Tone::Rejected, Glyph::Alert, t::invalid(locale)),
        Kind::Duplicate => (Tone::None, Glyph::Copy, t::duplicate(locale)),
        Kind::PreviouslyRejected => (Tone::Rejected, Glyph::Rejected, t::previously_rejected(locale)),
        Kind::AlreadyApproved => (Tone::Approved, Glyph::Approved, t::already_approved(locale)),
        Kind::CoveredByDomain => (Tone::Approved, Glyph::Globe, t::covered(locale)),
        Kind::Doubtful => (Tone::Pending, Glyph::Alert, t::doubtful(locale)),
        Kind::New => (Tone::Accent, Glyph::Plus, t::new(locale)),
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
        Judgement::Doubtful(doubt) => {
            let cell = judge.sheet().cell(at, judge.sheet().format().columns.address);
            let domain = cell.trim().rsplit('@').next().unwrap_or_default().to_owned();
            match doubt.kind {
                DoubtKind::Typing => t::why_typing(locale, domain),
                DoubtKind::LookAlike => t::WhyLookAlike { domain, likely: &doubt.likely }.text(locale),
            }
        }
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

fn problem(fault: Fault, judge: &Judge, locale: Locale) -> String {
    let name = || column(judge, fault.column, locale);
    let plain = match fault.problem {
        Problem::Address(EmailError::Empty) => return p::empty(locale, name()),
        Problem::Address(error) => address(error, locale),
        Problem::SeveralAddresses(count) => return p::several_addresses(locale, count),
        Problem::NameAndAddress => p::name_and_address(locale),
        Problem::MailLink => p::mail_link(locale),
        Problem::Wide => p::double_width(locale),
        Problem::Invisible => p::invisible_character(locale),
        Problem::Unreadable => return p::unreadable(locale, name()),
        Problem::Control => return p::control_character(locale, name()),
        Problem::Own => p::own_address(locale),
        Problem::LoneQuote => return p::lone_quote(locale, name()),
        Problem::ExtraCells => return p::extra_cells(locale, fault.column + 1),
        Problem::NameTooLong => return p::name_too_long(locale, MAX_NAME),
        Problem::NoteTooLong => return p::note_too_long(locale, MAX_NOTE),
        Problem::Day(DayError::Form) => return p::not_a_day(locale, name()),
        Problem::Day(DayError::Ambiguous) => return p::ambiguous_day(locale, name()),
        Problem::Day(DayError::NoSuchDay) => return p::no_such_day(locale, name()),
        Problem::DayPassed => return p::day_passed(locale, name()),
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
