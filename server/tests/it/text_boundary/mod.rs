//! Text at the boundary: every place that takes text, with every kind of character that none may hold. What is expected
//! stands in one table for both databases. Before, PostgreSQL answered 500 or 503 to a NUL wherever SQLite stored it, and a
//! line break was taken nearly everywhere.

mod api;
mod pages;
mod server_functions;
mod stored;

/// Characters that are put into the middle of a text, by name.
pub const POISONS: [(&str, &str); 6] = [
    ("NUL", "\0"),
    ("CR LF", "\r\n"),
    ("ESC", "\u{1b}"),
    ("U+0085", "\u{85}"),
    ("U+2028", "\u{2028}"),
    ("byte order mark", "\u{feff}"),
];

/// Rule by which a place takes text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// One line; the byte order mark is taken out.
    Line,
    /// Several lines; every line break is one.
    Lines,
    /// Nothing that cannot be seen: an address, a domain, a number.
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
