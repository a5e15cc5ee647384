//! Rate limits for attempts at a secret (a password) or at a costly action (a mail to an address given by a stranger).
//!
//! A [`Limit`] is a token bucket with a constant refill rate. As in GCRA, a bucket is stored as one number per key: the
//! instant at which the bucket is full again. A bucket whose instant has passed need not be stored.

#[cfg(test)]
mod tests;

use crate::Timestamp;
use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
};

/// Days for which a source counts as known after a profile's successful sign-in from that source.
pub const SOURCE_KNOWN_DAYS: i64 = 30;

/// Limit on failed sign-ins per address and source (or remembered device): burst of 10, then one per 90 seconds.
pub const SIGN_IN_BY_PAIR: Limit = Limit::new(10, 90);
/// Limit on failed sign-ins per address over all unknown sources: burst of 100, then 100 per hour.
pub const SIGN_IN_BY_ADDRESS: Limit = Limit::new(100, 36);
/// Limit on failed sign-ins per source over all addresses: burst of 60, then 60 per 10 minutes.
pub const SIGN_IN_BY_SOURCE: Limit = Limit::new(60, 10);
/// Limit on wrong passwords when a signed-in person re-enters the password: burst of 10, then one per 90 seconds.
pub const PASSWORD_AGAIN: Limit = Limit::new(10, 90);
/// Limit on *Forgot your password?* per source: burst of 20, then one per 3 minutes.
pub const RESET_BY_SOURCE: Limit = Limit::new(20, 180);

/// Token bucket parameters: capacity and refill interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    burst: i64,
    every_millis: i64,
}

impl Limit {
    /// Creates a limit of `burst` attempts at once (at least 1), refilled by one every `every_seconds`.
    pub const fn new(burst: i64, every_seconds: i64) -> Self {
        Self { burst, every_millis: every_seconds * 1000 }
    }

    /// Refill interval per attempt, in milliseconds.
    pub const fn every_millis(self) -> i64 {
        self.every_millis
    }

    /// Latest `full_at` that still allows one more attempt at `now`.
    pub const fn latest(self, now: Timestamp) -> Timestamp {
        Timestamp::from_millis(now.as_millis().saturating_add((self.burst - 1) * self.every_millis))
    }

    /// Latest `full_at` that can have been stored by a correct clock. A later value dates from before the clock was set
    /// back and counts as a full bucket; otherwise attempts would be refused until the clock had caught up.
    pub fn latest_stored(self, now: Timestamp) -> Timestamp {
        let ahead = self.burst * self.every_millis;
        Timestamp::from_millis(now.latest_recorded().as_millis().saturating_add(ahead))
    }

    /// Seconds until the next allowed attempt, rounded up, or `None` if one is allowed now. `full_at` is `None` for a
    /// bucket that is not stored.
    pub fn wait(self, full_at: Option<Timestamp>, now: Timestamp) -> Option<u64> {
        let full_at = full_at.filter(|full_at| *full_at <= self.latest_stored(now));
        let missing = full_at?.as_millis().saturating_sub(self.latest(now).as_millis());
        u64::try_from(missing).ok().filter(|missing| *missing > 0).map(|missing| missing.div_ceil(1000))
    }

    /// Instant at which the bucket is full again after one more attempt at `now`.
    pub fn after(self, full_at: Option<Timestamp>, now: Timestamp) -> Timestamp {
        let full_at = full_at.filter(|full_at| *full_at <= self.latest_stored(now));
        let from = full_at.map_or(now, |full_at| full_at.max(now));
        Timestamp::from_millis(from.as_millis().saturating_add(self.every_millis))
    }
}

/// Converts a waiting time in seconds to minutes for display: rounded up, at least 1.
pub fn minutes(seconds: u64) -> u64 {
    seconds.div_ceil(60).max(1)
}

/// Client network that a request comes from, as used for rate limits: an IPv4 address, or the /64 prefix of an IPv6
/// address (the usual allocation of one customer). Requests of unknown origin share one source.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Source(String);

impl Source {
    /// Derives the source of an IP address. An IPv4-mapped IPv6 address counts as IPv4.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(v4) => Self(v4.to_string()),
            IpAddr::V6(v6) => {
                let network = Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64);
                Self(format!("{network}/64"))
            }
        }
    }

    /// Source of actions that this process starts by itself.
    pub fn own() -> Self {
        Self("own".to_owned())
    }

    /// Text form, as stored in the database.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Source {
    fn default() -> Self {
        Self("unknown".to_owned())
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
