//! The switch.

use super::{AccountChoice, When};
use serde::{Deserialize, Serialize};

/// What the page of the switch shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enforcement {
    /// The account.
    pub account: AccountChoice,
    /// Since when it has been in its present state, and by whom.
    pub since: Option<(When, String)>,
    /// Addresses that used the account in 13 months.
    pub addresses: u64,
    /// Of them, those that may ship while it is on.
    pub may_ship: u64,
    /// Active administrators, who are mailed.
    pub administrators: u64,
}

/// What becomes of open requests when it is switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenRequests {
    /// Kept, decidable.
    #[default]
    Keep,
    /// Closed as no longer needed; the requesters are mailed.
    Close,
}

impl OpenRequests {
    /// By the code that a form sends; without one they are kept.
    pub fn from_code(code: &str) -> Self {
        if code == "close" { Self::Close } else { Self::Keep }
    }
}

/// The press of the switch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwitchForm {
    /// On or off.
    pub on: bool,
    /// The password, again.
    pub password: String,
    /// On switching off.
    #[serde(default)]
    pub open: OpenRequests,
}
