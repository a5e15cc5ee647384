//! Decisions on the list beyond a row's two buttons: end date, note, bulk decisions.

use super::dto::UserRow;
use crate::{AppError, dto::DisplayTime};
use esecure::{id::UserId, policy::StandingSource};
use serde::{Deserialize, Serialize};

/// Maximum length of a note, in characters.
pub const NOTE_LIMIT: usize = 200;

/// Maximum number of addresses in one bulk decision.
pub const TICKED_LIMIT: usize = 1000;

/// Decision on an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserAction {
    #[default]
    Approve,
    Reject,
    /// Changes or removes the end date of an approval; everything else stays.
    End,
    /// *Clear decision*: the address is undecided again.
    Clear,
}

esecure::codes!(UserAction { Approve = "approve", Reject = "reject", End = "end", Clear = "clear" });

/// Input of a decision on the list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UserActionInput {
    pub choice: UserAction,
    /// Last valid day of an approval, `2026-12-31` in the account's time zone; empty for no end.
    #[serde(default)]
    pub until: String,
    /// Internal note of the administrators, optional.
    #[serde(default)]
    pub note: String,
}

/// Input of the form that approves an address before its first use.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NewUserForm {
    pub email: String,
    /// Name of the address's owner, optional.
    #[serde(default)]
    pub name: String,
    /// See [`UserActionInput::until`].
    #[serde(default)]
    pub until: String,
    /// See [`UserActionInput::note`].
    #[serde(default)]
    pub note: String,
}

/// Address of the list with the details of its own page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserDetail {
    pub row: UserRow,
    /// Origin of the decision, if there is one.
    pub source: Option<StandingSource>,
    /// Last valid day of an approval, also of an expired one.
    pub until: Option<DisplayTime>,
    pub note: Option<String>,
    /// The 13 months in words, from the first day to today.
    pub span: String,
    /// Names of the other active administrators, who decide about the reader's own address; `None` if there are
    /// none.
    pub deciders: Option<String>,
    /// Latest events, newest first.
    pub history: Vec<HistoryItem>,
}

/// Event in the history of an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryItem {
    pub kind: HistoryKind,
    pub title: String,
    /// Author and way, reason or note; may be empty.
    pub text: String,
    pub when: DisplayTime,
    /// Number of the journal entry; `None` for an event that the journal does not record.
    pub entry: Option<i64>,
}

/// Look of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum HistoryKind {
    Asked,
    Approved,
    Rejected,
    /// End date, note, or a decision taken back.
    Changed,
    Used,
    /// End of an approval in the past.
    Ended,
    /// End of an approval in the future.
    Ends,
}

/// Result of a bulk decision for one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserActionResult {
    pub user: UserId,
    /// Updated row, or the error that prevented the change.
    pub result: Result<UserRow, AppError>,
}
