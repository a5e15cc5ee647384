//! Who decides for an account.

use super::When;
use esecure::id::AdministratorId;
use serde::{Deserialize, Serialize};

/// Everyone who holds a seat, in the order in which they were added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Administrators {
    /// One a seat.
    pub rows: Vec<AdministratorRow>,
}

/// How far an administrator has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeatState {
    /// Decides.
    Active,
    /// Has no password yet: the *Create password* mail can be sent again.
    Invited,
    /// Has a password, and has not yet accepted the terms in force.
    TermsDue,
}

/// One administrator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdministratorRow {
    /// The seat.
    pub id: AdministratorId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// How far they have come.
    pub state: SeatState,
    /// Who added them; the portal's name for the carrier.
    pub by: String,
    /// Since when.
    pub when: When,
    /// The looker's own seat.
    pub own: bool,
    /// The last active one, who cannot be removed.
    pub last: bool,
}

/// Whom to add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdministratorForm {
    /// Their address.
    pub email: String,
    /// Their name; a profile that exists keeps its own.
    pub name: String,
}
