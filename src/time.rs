//! UTC timestamps. Time zones, calendars and date formatting stay on the server, because their data are large in WASM.

use serde::{Deserialize, Serialize};

/// Tolerated clock skew between the servers of one installation, in seconds.
pub const CLOCK_SKEW_SECONDS: i64 = 300;

/// UTC timestamp in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// Creates a timestamp from milliseconds since the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Last instant before this one: the last valid instant of an exclusive end.
    pub const fn just_before(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// Adds seconds, which may be negative; saturates.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// Adds days of 24 hours; saturates.
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days.saturating_mul(86_400))
    }

    /// Latest timestamp that a correct clock can have recorded: `self` plus [`CLOCK_SKEW_SECONDS`]. A session, device,
    /// link or code with a later creation time dates from before the clock was set back; its lifetime is unknown, so it
    /// is invalid.
    pub const fn latest_recorded(self) -> Self {
        self.plus_seconds(CLOCK_SKEW_SECONDS)
    }
}
