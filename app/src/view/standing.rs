//! What an administrator decides on the list, beyond the two buttons of a row: end date, note, several at once.

use super::{UserRow, When};
use crate::AppError;
use esecure::id::UserId;
use serde::{Deserialize, Serialize};

/// The longest note, in characters.
pub const NOTE_LIMIT: usize = 200;

/// The most addresses that are decided in one go.
pub const TICKED_LIMIT: usize = 1000;

/// What is to become of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StandingChoice {
    #[default]
    Approve,
    Reject,
    /// An approval gets another end date, or none; all else stays.
    End,
    /// *Clear decision*: nothing is decided any more.
    Clear,
}

/// A decision on the list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StandingForm {
    /// What is to become of it.
    pub choice: StandingChoice,
    /// The last day on which an approval holds, `2026-12-31` in the account's zone; empty for good.
    #[serde(default)]
    pub until: String,
    /// The administrators' own note, may be empty.
    #[serde(default)]
    pub note: String,
}

/// An address that is approved before it ever shipped.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NewUserForm {
    pub email: String,
    /// Whose it is, may be empty.
    #[serde(default)]
    pub name: String,
    /// As in [`StandingForm`].
    #[serde(default)]
    pub until: String,
    /// As in [`StandingForm`].
    #[serde(default)]
    pub note: String,
}

/// One address of the list, with what only its own page tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserDetail {
    pub row: UserRow,
    /// Where its standing comes from: `list`, `request`, `upload`, `domain`, `announcement`.
    pub source: Option<String>,
    /// The last day on which an approval holds; also one that has lapsed.
    pub until: Option<When>,
    pub note: Option<String>,
}

/// What became of one of the ticked addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruled {
    pub user: UserId,
    /// Its row as it stands now, or why nothing changed about it.
    pub result: Result<UserRow, AppError>,
}
