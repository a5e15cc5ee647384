//! The switch, and the time that may be set for it.

use super::{AccountChoice, When};
use serde::{Deserialize, Serialize};

/// What the page of the switch shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enforcement {
    pub account: AccountChoice,
    /// Since when it has been in its present state, and by whom.
    pub since: Option<(When, String)>,
    /// Addresses that used the account in 13 months.
    pub addresses: u64,
    /// Of them, those that may ship while it is on.
    pub may_ship: u64,
    /// Of them, those without a decision that could ask for one: who may be mailed.
    pub undecided: u64,
    /// Active administrators, who are mailed.
    pub administrators: u64,
    /// The time that is set, where it is off.
    pub planned: Option<PlannedSwitch>,
    /// What a time may be.
    pub times: SwitchTimes,
}

/// A time that is set for the switch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedSwitch {
    pub at: Moment,
    pub by: String,
    pub set: When,
    /// How many addresses have been mailed, where somebody wanted that; and whether these are all.
    pub mailed: Option<(u64, bool)>,
}

/// An instant on the wall clock of the account's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    pub iso: String,
    /// `Tuesday 1 December 2026 at 08:00`.
    pub full: String,
    /// `1 December, 08:00`.
    pub short: String,
    /// `UTC+1`.
    pub offset: String,
    /// Whether this time comes twice on that day: then it is the first.
    pub twice: bool,
}

/// What a time for the switch may be, and what is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwitchTimes {
    /// The place whose clocks count: `Amsterdam`.
    pub place: String,
    /// `2026-12-01`.
    pub date: String,
    /// `08:00`.
    pub time: String,
    /// `1 December, 08:00`: the two in words.
    pub words: String,
    /// The first day that can be set.
    pub first: String,
    pub last: String,
}

/// When it is to be switched on, as somebody typed it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PlanForm {
    /// At once; then date and time are not looked at.
    pub now: bool,
    /// `2026-12-01`.
    pub date: String,
    /// `08:00`.
    pub time: String,
    /// Whether the undecided addresses are mailed.
    pub tell: bool,
}

/// What becomes of open requests when it is switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenRequests {
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
    pub on: bool,
    pub password: String,
    #[serde(default)]
    pub open: OpenRequests,
}
