//! Enforcement switch and its schedule.

use super::rehearsal_dto::Rehearsal;
use crate::{dto::DisplayTime, layout::dto::AccountChoice};
use serde::{Deserialize, Serialize};

/// Data of the enforcement page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnforcementPage {
    pub now: Enforcement,
    pub rehearsal: Rehearsal,
}

/// State of the switch, and the figures shown with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enforcement {
    pub account: AccountChoice,
    /// Time and author of the last change of state.
    pub since: Option<(DisplayTime, String)>,
    /// Addresses that used the account in the last 13 months.
    pub addresses: u64,
    /// Addresses among them that may ship under enforcement.
    pub may_ship: u64,
    /// Addresses among them without a decision that may send requests; these can be notified by mail.
    pub undecided: u64,
    /// Active administrators, who are notified by mail.
    pub administrators: u64,
    /// Scheduled activation, if enforcement is off.
    pub planned: Option<PlannedSwitch>,
    /// Allowed and proposed times for a schedule.
    pub times: SwitchTimes,
}

/// Scheduled activation of enforcement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedSwitch {
    pub at: ZonedDisplayTime,
    pub by: String,
    pub set: DisplayTime,
    /// Number of addresses notified so far and whether that is all of them; `None` if no notification was ordered.
    pub mailed: Option<(u64, bool)>,
}

/// Instant in the account's time zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZonedDisplayTime {
    pub iso: String,
    /// `Tuesday 1 December 2026 at 08:00`.
    pub full: String,
    /// `1 December, 08:00`.
    pub short: String,
    /// `UTC+1`.
    pub offset: String,
    /// True if the local time is ambiguous on that day (end of DST); the earlier instant is meant.
    pub twice: bool,
}

/// Range of allowed times for the schedule, with a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwitchTimes {
    /// City of the time zone: `Amsterdam`.
    pub place: String,
    /// `2026-12-01`.
    pub date: String,
    /// `08:00`.
    pub time: String,
    /// Proposed date and time in words: `1 December, 08:00`.
    pub words: String,
    /// First day that can be chosen.
    pub first: String,
    pub last: String,
}

/// Input of the schedule form.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ScheduleForm {
    /// Switch on immediately; `date` and `time` are ignored.
    #[serde(default)]
    pub now: bool,
    /// `2026-12-01`.
    pub date: String,
    /// `08:00`.
    pub time: String,
    /// True if undecided addresses get a mail.
    #[serde(default)]
    pub tell: bool,
}

/// Handling of open requests when enforcement is switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenRequests {
    #[default]
    Keep,
    /// Closes them as no longer needed and mails the requesters.
    Close,
}

esecure::codes!(OpenRequests { Keep = "keep", Close = "close" });

/// Input of the form that switches enforcement on or off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwitchForm {
    pub on: bool,
    pub password: String,
    #[serde(default)]
    pub open: OpenRequests,
}
