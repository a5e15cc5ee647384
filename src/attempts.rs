//! Limits on attempts at something secret (a password) or costly (a mail to an address that a stranger names).
//!
//! A [`Limit`] is a bucket of attempts that refills at a steady rate. All that is stored of one bucket is the instant at
//! which it is full again, so one number a key suffices, and a bucket whose instant has passed need not be stored at all.

#[cfg(test)]
mod tests;

use crate::Timestamp;
use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
};

/// Days for which a source counts as known after a successful sign-in of a profile from it.
pub const SOURCE_KNOWN_DAYS: i64 = 30;

/// Failed sign-ins for one address from one source or remembered device: 10 at once, then one per 90 seconds.
pub const SIGN_IN_BY_PAIR: Limit = Limit::new(10, 90);
/// Failed sign-ins for one address from all sources that it is not known to use: 100 at once, then 100 an hour.
pub const SIGN_IN_BY_ADDRESS: Limit = Limit::new(100, 36);
/// Failed sign-ins from one source, for whatever addresses: 60 at once, then 60 in 10
/// minutes.
pub const SIGN_IN_BY_SOURCE: Limit = Limit::new(60, 10);
/// Wrong passwords where a signed-in person is asked for theirs again: 10 at once, then one per 90 seconds.
pub const PASSWORD_AGAIN: Limit = Limit::new(10, 90);
/// *Forgot your password?* from one source: 20 at once, then one per 3 minutes.
pub const RESET_BY_SOURCE: Limit = Limit::new(20, 180);

/// A bucket's size and the rate at which it refills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    burst: i64,
    every_millis: i64,
}

impl Limit {
    /// `burst` attempts at once (at least 1), and another one every `every_seconds`.
    pub const fn new(burst: i64, every_seconds: i64) -> Self {
        Self { burst, every_millis: every_seconds * 1000 }
    }

    /// Milliseconds that one attempt takes to come back.
    pub const fn every_millis(self) -> i64 {
        self.every_millis
    }

    /// The latest instant of being full again at which one more attempt is taken now.
    pub const fn latest(self, now: Timestamp) -> Timestamp {
        Timestamp::from_millis(now.as_millis().saturating_add((self.burst - 1) * self.every_millis))
    }

    /// The latest instant of being full again that clocks of now can have stored. A later one was stored before the clock
    /// was set back, and counts as a full bucket: it would refuse attempts until the clock had caught up.
    pub fn latest_stored(self, now: Timestamp) -> Timestamp {
        let ahead = self.burst * self.every_millis;
        Timestamp::from_millis(now.latest_recorded().as_millis().saturating_add(ahead))
    }

    /// Seconds to wait, rounded up, where no attempt is left; `full_at` is `None` for a bucket that is not stored.
    pub fn wait(self, full_at: Option<Timestamp>, now: Timestamp) -> Option<u64> {
        let full_at = full_at.filter(|full_at| *full_at <= self.latest_stored(now));
        let missing = full_at?.as_millis().saturating_sub(self.latest(now).as_millis());
        u64::try_from(missing).ok().filter(|missing| *missing > 0).map(|missing| missing.div_ceil(1000))
    }

    /// The instant of being full again after one more attempt.
    pub fn after(self, full_at: Option<Timestamp>, now: Timestamp) -> Timestamp {
        let full_at = full_at.filter(|full_at| *full_at <= self.latest_stored(now));
        let from = full_at.map_or(now, |full_at| full_at.max(now));
        Timestamp::from_millis(from.as_millis().saturating_add(self.every_millis))
    }
}

/// Rounds seconds to wait up to minutes, at least one: that is how people are told.
pub fn minutes(seconds: u64) -> u64 {
    seconds.div_ceil(60).max(1)
}

/// The network place that a request comes from, as limits count it: an IPv4 address, or the /64 of an IPv6 address, which
/// is what one customer gets. Requests of unknown origin share one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Source(String);

impl Source {
    /// The source of an address. An IPv4 address written as IPv6 is the IPv4 address.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(v4) => Self(v4.to_string()),
            IpAddr::V6(v6) => {
                let network = Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64);
                Self(format!("{network}/64"))
            }
        }
    }

    /// The source of what this process does by itself.
    pub fn own() -> Self {
        Self("own".to_owned())
    }

    /// The text that names it.
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
