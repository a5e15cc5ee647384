//! Administrators of an account.

use crate::dto::DisplayTime;
use esecure::id::AdministratorId;
use serde::{Deserialize, Serialize};

/// Seats of an account, in the order they were added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Administrators {
    pub rows: Vec<AdministratorRow>,
}

/// Onboarding state of an administrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeatState {
    Active,
    /// Has no password yet; the *Create password* mail can be sent again.
    Invited,
    /// Has a password but has not accepted the current terms.
    TermsDue,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdministratorRow {
    pub id: AdministratorId,
    pub name: String,
    pub email: String,
    pub state: SeatState,
    /// Name of the administrator who added the row, or words for the carrier.
    pub by: String,
    pub when: DisplayTime,
    /// True for the signed-in administrator.
    pub own: bool,
    /// True for the last active administrator, who cannot be removed.
    pub last: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdministratorForm {
    pub email: String,
    /// Display name; ignored if a profile with this address exists.
    pub name: String,
}
