//! Data types shared by several pages. Everything that depends on a time zone, calendar or number format is already
//! text.

use serde::{Deserialize, Serialize};

/// Product names used by a carrier, from configuration; the defaults are those of the how-to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// Portal name: `MyDHL+`.
    pub portal: String,
    /// Product name: `eSecure`.
    pub product: String,
}

/// Instant in machine-readable form and formatted for the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisplayTime {
    /// RFC 3339, for the `datetime` attribute.
    pub iso: String,
    /// Short form in the reader's language and the account's time zone: `today 14:14`, `Thu 19 Nov`, `12 June 2026`.
    pub text: String,
    /// Exact date and time in words, for the `title` attribute.
    pub full: String,
}
