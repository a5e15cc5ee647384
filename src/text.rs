//! Text that people type and applications assert: in one line, or in several.
//!
//! Neither holds a control character (Unicode's category Cc): a line break in a name would begin another header of a mail,
//! PostgreSQL stores no NUL, and a terminal obeys ESC. U+2028 and U+2029 break lines as well, so a single line has none.
//!
//! Format characters (category Cf) are no control characters, and most are needed: Persian names are written with a
//! zero-width non-joiner, emoji with joiners, Hebrew beside Latin with marks of direction. Only those that change how the
//! text *after* them is shown (embeddings, overrides, isolates) and the byte order mark are taken out. They are not
//! refused: phones and contact cards put them around names and numbers, where nobody sees them, and an application cannot
//! ask its users to remove what nobody sees.

use std::{fmt, ops::Deref};

/// Refusal of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum TextError {
    /// A line break within text of a single line.
    #[error("a line break is not accepted in a single line")]
    LineBreak,
    /// A control character.
    #[error("the control character U+{:04X} is not accepted", u32::from(*.0))]
    Control(char),
    /// More characters than the limit, which is given.
    #[error("the text is longer than {0} characters")]
    TooLong(usize),
}

impl TextError {
    /// Gives the character as its Unicode code point is written, `U+0000`, where one is to blame.
    pub fn code_point(&self) -> Option<String> {
        match self {
            Self::Control(c) => Some(format!("U+{:04X}", u32::from(*c))),
            Self::LineBreak | Self::TooLong(_) => None,
        }
    }
}

/// Text in one line, without blanks around it, never empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SingleLine(String);

/// Text in one or more lines, without blanks around it, never empty. Its only control character is the line feed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MultiLine(String);

impl SingleLine {
    /// Reads text of at most `limit` characters. Blanks around it (line breaks at the end included) are dropped; text in
    /// which nothing can be seen is none.
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

    /// Makes a single line of any text: what cannot stand in one becomes a blank. For text that is stored already or
    /// comes out of a file, which nobody can be asked to type again.
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
    /// Reads text of at most `limit` characters. Every kind of line break becomes a line feed, a tab a blank. Blanks around
    /// it are dropped; text in which nothing can be seen is none.
    ///
    /// # Errors
    /// The first [`TextError`] that applies; [`TextError::LineBreak`] never does.
    pub fn parse(input: &str, limit: usize) -> Result<Option<Self>, TextError> {
        let text = lines(input);
        match text.chars().find(|&c| c.is_control() && c != '\n') {
            Some(c) => Err(TextError::Control(c)),
            None => Ok(seen(within(text, limit)?).map(Self)),
        }
    }

    /// Makes such text of any: a control character becomes a blank. For text that is stored already.
    pub fn clean(input: &str) -> Option<Self> {
        let text: String = lines(input).chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect();
        seen(trimmed(&text).to_owned()).map(Self)
    }
}

/// The text between its blanks, with line feeds for line breaks and blanks for tabs.
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

/// Line feed, carriage return, next line, line and paragraph separator.
const fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Embeddings, overrides and isolates of direction, and the byte order mark.
const fn is_dropped(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Characters that show nothing by themselves: format characters, fillers, tags.
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
            /// The text itself.
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
    )*};
}

is_text! { SingleLine MultiLine }

#[cfg(test)]
mod tests;
