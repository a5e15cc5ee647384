//! Validation of text input: every text input with every kind of forbidden character. One table holds the
//! expectations for both databases. Before, PostgreSQL answered 500 or 503 to a NUL that SQLite stored, and line breaks
//! were accepted nearly everywhere.

mod api;
mod pages;
mod server_functions;
mod stored;

/// Characters inserted into the middle of a text, by name.
pub const POISONS: [(&str, &str); 6] = [
    ("NUL", "\0"),
    ("CR LF", "\r\n"),
    ("ESC", "\u{1b}"),
    ("U+0085", "\u{85}"),
    ("U+2028", "\u{2028}"),
    ("byte order mark", "\u{feff}"),
];

/// Rule for the text of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// One line; a byte order mark is removed.
    Line,
    /// Several lines; every kind of line break becomes a line feed.
    Lines,
    /// No invisible characters: an address, a domain, a number.
    Strict,
}

impl Takes {
    pub fn refuses(self, poison: &str) -> bool {
        match self {
            Self::Line => poison != "\u{feff}",
            Self::Lines => matches!(poison, "\0" | "\u{1b}"),
            Self::Strict => true,
        }
    }
}
