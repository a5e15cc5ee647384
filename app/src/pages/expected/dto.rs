//! *Expected shippers* (R-3.5): announcements and their form.

use crate::dto::DisplayTime;
use esecure::id::{AnnouncementId, UserId};
use serde::{Deserialize, Serialize};

/// Maximum number of announcements on the page.
pub const LISTED: usize = 200;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedShippers {
    pub rows: Vec<AnnouncementRow>,
    /// Number of announcements that wait.
    pub waiting: u64,
    /// Today in the account's time zone: `2026-11-23`.
    pub today: String,
    /// True if the account is enforced: announcements are used by checks from then on only.
    pub enforced: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnouncementRow {
    pub id: AnnouncementId,
    /// Announced address, or domain in its readable form.
    pub who: String,
    pub is_domain: bool,
    pub reference: String,
    /// Announcer.
    pub by: String,
    pub when: DisplayTime,
    pub last_day: String,
    /// Last day as the value of a date input: `2026-12-31`.
    pub last_day_value: String,
    pub state: AnnouncementStateView,
}

/// State of an announcement, with its data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AnnouncementStateView {
    Waiting,
    /// Used by the first check that matched.
    Arrived {
        user: Option<UserId>,
        when: DisplayTime,
        application: String,
    },
    Withdrawn {
        when: DisplayTime,
    },
    /// Ended without a check that matched.
    Lapsed {
        day: String,
    },
}

/// Input of the form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnouncementForm {
    /// Address or domain.
    pub who: String,
    pub reference: String,
    /// Last day: `2026-12-31` in the account's time zone.
    pub last_day: String,
}
