//! Typed and stored text at the edge of the services: typed text is parsed, with a problem in words; stored
//! text is cleaned before it is shown.

use crate::error::{Result, ServiceError};
use app::locales::text_error as t;
use esecure::{Locale, MultiLine, SingleLine, TextError};

/// The problem in the reader's language, with what to do.
pub(crate) fn problem(error: TextError, locale: Locale) -> String {
    match error {
        TextError::LineBreak => t::line_break(locale).to_owned(),
        TextError::Control(_) => t::control(locale, error.code_point().unwrap_or_default()),
        TextError::TooLong(limit) => t::too_long(locale, limit),
    }
}

/// Parses an optional text in one line, typed into `field`.
///
/// # Errors
/// [`app::AppError::Invalid`] at `field`.
pub(super) fn single_line(field: &str, text: &str, limit: usize, locale: Locale) -> Result<Option<SingleLine>> {
    SingleLine::parse(text, limit).map_err(|error| ServiceError::field(field, problem(error, locale)))
}

/// Makes a stored text fit to be shown. A NUL, which older versions stored on SQLite, is dropped by the browser's parser:
/// a text of nothing else leaves no node where the client looks for one.
pub(super) fn shown(text: &str) -> String {
    SingleLine::clean(text).map(String::from).unwrap_or_default()
}

/// The same for an optional one; one of which nothing is left is none.
pub(super) fn shown_if_any(text: Option<&str>) -> Option<String> {
    text.and_then(SingleLine::clean).map(String::from)
}

/// The same for one that may have line breaks.
pub(super) fn lines_shown(text: Option<&str>) -> Option<String> {
    text.and_then(MultiLine::clean).map(String::from)
}
