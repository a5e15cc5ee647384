//! A UTC instant. Zones, calendars and everything a person reads stay on the server (their data are heavy in WASM).

use serde::{Deserialize, Serialize};

/// Seconds by which two clocks of one installation may differ.
pub const CLOCK_SKEW_SECONDS: i64 = 300;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant this many milliseconds after the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds after the epoch.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// The instant this many seconds later (earlier, if negative); saturates at the ends of time.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// The instant this many days of 24 hours later.
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days.saturating_mul(86_400))
    }

    /// The latest instant that can have been recorded by `self`, [`CLOCK_SKEW_SECONDS`] ahead of it. A sign-in, device, link or
    /// code that was made later comes from a clock that has been set back since: its lifetime says nothing, so it does not hold.
    pub const fn latest_recorded(self) -> Self {
        self.plus_seconds(CLOCK_SKEW_SECONDS)
    }
}
