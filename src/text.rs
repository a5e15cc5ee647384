//! Validated free text from people and applications: single-line or multi-line.
//!
//! Neither type holds control characters (Unicode category Cc): a line break in a name would inject a mail header,
//! PostgreSQL cannot store NUL, and terminals interpret ESC. A single line has no U+2028 and U+2029 either, because
//! both break lines.
//!
//! Format characters (category Cf) are kept, because most are needed: Persian uses the zero-width non-joiner, emoji use
//! joiners, and Hebrew mixed with Latin uses direction marks. Removed are only the byte order mark and the characters
//! that change the direction of the text *after* them (embeddings, overrides, isolates). These are removed rather than
//! refused: phones and contact cards add them invisibly to names and numbers, so users could not find and delete them.

use crate::EmailAddress;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::{fmt, ops::Deref};

/// Reason for refusing a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum TextError {
    /// The single-line text contains a line break.
    #[error("a line break is not accepted in a single line")]
    LineBreak,
    /// The text contains a control character.
    #[error("the control character U+{:04X} is not accepted", u32::from(*.0))]
    Control(char),
    /// The text exceeds the given number of characters.
    #[error("the text is longer than {0} characters")]
    TooLong(usize),
}

impl TextError {
    /// Code point of the refused character (`U+0000`), if a control character caused the error.
    pub fn code_point(&self) -> Option<String> {
        match self {
            Self::Control(c) => Some(format!("U+{:04X}", u32::from(*c))),
            Self::LineBreak | Self::TooLong(_) => None,
        }
    }
}

/// Text of one line: trimmed, never empty, without control characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SingleLine(String);

/// Text of one or more lines: trimmed, never empty, with line feeds as its only control characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MultiLine(String);

impl SingleLine {
    /// Parses text of at most `limit` characters. Trims blanks and line breaks at both ends; returns `None` for text
    /// without visible characters.
    ///
    /// # Errors
    /// The first [`TextError`] that applies.
    pub fn parse(input: &str, limit: usize) -> Result<Option<Self>, TextError> {
        let mut line = String::with_capacity(input.len().min(limit.saturating_mul(4)));
        for c in trimmed(input).chars().filter(|&c| !is_dropped(c)) {
            if is_line_break(c) {
                return Err(TextError::LineBreak);
            }
            if c.is_control() {
                return Err(TextError::Control(c));
            }
            line.push(c);
        }
        Ok(seen(within(line, limit)?).map(Self))
    }

    /// Converts any text to a single line: control characters and line breaks become a blank. For text from the
    /// database or from a file, which cannot be sent back to its author for correction.
    pub fn clean(input: &str) -> Option<Self> {
        let mut line = String::with_capacity(input.len());
        let mut gap = false;
        for c in trimmed(input).chars().filter(|&c| !is_dropped(c)) {
            if c.is_control() || is_line_break(c) {
                gap = true;
                continue;
            }
            if gap && c == ' ' {
                continue;
            }
            if gap && !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
            gap = false;
            line.push(c);
        }
        seen(trimmed(&line).to_owned()).map(Self)
    }
}

impl MultiLine {
    /// Parses text of at most `limit` characters. Normalises every line break to a line feed and every tab to a blank,
    /// and trims both ends; returns `None` for text without visible characters.
    ///
    /// # Errors
    /// The first [`TextError`] that applies, never [`TextError::LineBreak`].
    pub fn parse(input: &str, limit: usize) -> Result<Option<Self>, TextError> {
        let text = lines(input);
        match text.chars().find(|&c| c.is_control() && c != '\n') {
            Some(c) => Err(TextError::Control(c)),
            None => Ok(seen(within(text, limit)?).map(Self)),
        }
    }

    /// Converts any text to multi-line text: other control characters become blanks. For text from the database.
    pub fn clean(input: &str) -> Option<Self> {
        let text: String = lines(input).chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect();
        seen(trimmed(&text).to_owned()).map(Self)
    }
}

impl From<&EmailAddress> for SingleLine {
    fn from(email: &EmailAddress) -> Self {
        Self(email.original().to_owned())
    }
}

/// Trims the text and normalises line breaks to line feeds and tabs to blanks.
fn lines(input: &str) -> String {
    let input = trimmed(input).replace("\r\n", "\n");
    let chars = input.chars().filter(|&c| !is_dropped(c));
    chars.map(|c| if is_line_break(c) { '\n' } else { c }).map(|c| if c == '\t' { ' ' } else { c }).collect()
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_dropped(c))
}

fn within(text: String, limit: usize) -> Result<String, TextError> {
    if text.chars().nth(limit).is_some() { Err(TextError::TooLong(limit)) } else { Ok(text) }
}

fn seen(text: String) -> Option<String> {
    text.chars().any(|c| !c.is_whitespace() && !is_unseen(c)).then_some(text)
}

/// Line feed, carriage return, next line, line separator, paragraph separator.
const fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Direction embeddings, overrides and isolates, and the byte order mark.
const fn is_dropped(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Characters without a glyph of their own: format characters, fillers, tags.
pub const fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}

macro_rules! is_text {
    ($($name:ident)*) => {$(
        impl $name {
            /// Borrows the validated text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        // Stored JSON texts contain values of earlier versions, so a text is cleaned rather than refused.
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::clean(&text).ok_or_else(|| D::Error::custom("a text without visible characters"))
            }
        }
    )*};
}

is_text! { SingleLine MultiLine }

#[cfg(test)]
mod tests;
