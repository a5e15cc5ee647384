//! Validation of text input: every text input with every kind of forbidden character. One table holds the
//! expectations for both databases. Before, PostgreSQL answered 500 or 503 to a NUL that SQLite stored, and line breaks
//! were accepted nearly everywhere.

mod api;
mod pages;
mod server_functions;
mod stored;

use crate::support::App;
use sea_orm::{ConnectionTrait as _, Statement};

impl App {
    /// Returns a text as it is stored in the only row of an address. Reading the row by its types would clean it.
    pub async fn stored_text(&self, table: &str, column: &str, email: &str) -> Option<String> {
        let db = &self.services.db;
        let sql = format!("SELECT {column} FROM {table} WHERE email_key = '{email}'");
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
        assert_eq!(rows.len(), 1, "{email} in {table}");
        rows[0].try_get_by_index(0).unwrap()
    }
}

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
