//! Text input and output of the services: typed text is validated, with a localised problem; stored text is
//! cleaned for display.

use crate::error::{Result, ServiceError};
use esecure::{Locale, MultiLine, SingleLine, TextError};
use i18n::text_error as t;

/// Formats the problem in the reader's language, with the correction.
pub(crate) fn problem(error: TextError, locale: Locale) -> String {
    match error {
        TextError::LineBreak => t::line_break(locale).to_owned(),
        TextError::Control(_) => t::control(locale, error.code_point().unwrap_or_default()),
        TextError::TooLong(limit) => t::too_long(locale, limit),
    }
}

/// Parses an optional single-line text, typed into `field`.
///
/// # Errors
/// [`app::AppError::Invalid`] at `field`.
pub(super) fn single_line(field: &str, text: &str, limit: usize, locale: Locale) -> Result<Option<SingleLine>> {
    SingleLine::parse(text, limit).map_err(|error| ServiceError::field(field, problem(error, locale)))
}

/// Cleans a stored text for display. Older versions stored NUL on SQLite; the browser's parser drops it, and a text of
/// NUL only would leave no node for hydration to find.
pub(super) fn displayable(text: &str) -> String {
    SingleLine::clean(text).map(String::from).unwrap_or_default()
}

/// Cleans an optional text; `None` if nothing is left.
pub(super) fn shown_if_any(text: Option<&str>) -> Option<String> {
    text.and_then(SingleLine::clean).map(String::from)
}

/// Cleans an optional text that may have line breaks; `None` if nothing is left.
pub(super) fn lines_shown(text: Option<&str>) -> Option<String> {
    text.and_then(MultiLine::clean).map(String::from)
}
