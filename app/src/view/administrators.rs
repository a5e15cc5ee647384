//! Who decides for an account.

use super::When;
use esecure::id::AdministratorId;
use serde::{Deserialize, Serialize};

/// Everyone who holds a seat, in the order in which they were added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Administrators {
    pub rows: Vec<AdministratorRow>,
}

/// How far an administrator has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeatState {
    Active,
    /// Has no password yet: the *Create password* mail can be sent again.
    Invited,
    /// Has a password, and has not yet accepted the terms in force.
    TermsDue,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdministratorRow {
    pub id: AdministratorId,
    pub name: String,
    pub email: String,
    /// How far they have come.
    pub state: SeatState,
    /// Who added them; the portal's name for the carrier.
    pub by: String,
    pub when: When,
    /// The looker's own seat.
    pub own: bool,
    /// The last active one, who cannot be removed.
    pub last: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdministratorForm {
    pub email: String,
    /// Their name; a profile that exists keeps its own.
    pub name: String,
}
