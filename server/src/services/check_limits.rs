//! Rate limits on checks (configuration `checks`). The limits per minute are kept in memory per process, so that a
//! refused check costs no query; the limit on new requests per hour is counted in the database and holds across
//! replicas.

use super::Services;
use crate::{
    clock::Clock,
    config::Checks,
    error::Result,
    store::{entity::account, requests},
};
use app::AppError;
use esecure::id::{AccountId, ApplicationId};
use governor::{Quota, RateLimiter, middleware::NoOpMiddleware, nanos::Nanos, state::keyed::DashMapStateStore};
use sea_orm::ConnectionTrait;
use std::{hash::Hash, num::NonZeroU32};

/// Token buckets by key, each refilled evenly over a minute of the injected clock.
struct MinuteLimiter<K: Clone + Eq + Hash> {
    buckets: RateLimiter<K, DashMapStateStore<K>, Clock, NoOpMiddleware<Nanos>>,
    burst: NonZeroU32,
    clock: Clock,
}

impl<K: Clone + Eq + Hash> MinuteLimiter<K> {
    fn new(bound: NonZeroU32, clock: Clock) -> Self {
        Self { buckets: RateLimiter::dashmap_with_clock(Quota::per_minute(bound), clock.clone()), burst: bound, clock }
    }

    /// Takes `count` tokens from a key's bucket. A count above the limit takes a full bucket, so that it can succeed at
    /// all.
    fn take(&self, key: &K, count: NonZeroU32) -> Result<()> {
        let taken = self.buckets.check_key_n(key, count.min(self.burst));
        match taken {
            Ok(Ok(())) => Ok(()),
            Ok(Err(early)) => Err(too_many(early.wait_time_from(governor::clock::Clock::now(&self.clock)).as_millis())),
            Err(_) => Err(too_many(60_000)),
        }
    }

    /// Removes the buckets that are full again; returns their number.
    fn prune(&self) -> usize {
        let before = self.buckets.len();
        self.buckets.retain_recent();
        before.saturating_sub(self.buckets.len())
    }
}

/// Check limits of this process, by key and by account.
pub(super) struct CheckLimits {
    by_key: MinuteLimiter<ApplicationId>,
    by_account: MinuteLimiter<AccountId>,
}

impl CheckLimits {
    pub(super) fn new(bounds: &Checks, clock: &Clock) -> Self {
        Self {
            by_key: MinuteLimiter::new(bounds.per_key_per_minute, clock.clone()),
            by_account: MinuteLimiter::new(bounds.per_account_per_minute, clock.clone()),
        }
    }
}

impl Services {
    /// Counts the addresses that an application checks.
    ///
    /// # Errors
    /// [`AppError::TooMany`] beyond the limit per key.
    pub fn take_checks(&self, application: &ApplicationId, addresses: NonZeroU32) -> Result<()> {
        self.check_limits.by_key.take(application, addresses)
    }

    /// Counts a check with a pending verdict. Decided addresses are not counted, so a flood on an account does not stop
    /// its approved shippers.
    pub(super) fn take_pending(&self, account: &account::Model) -> Result<()> {
        self.check_limits.by_account.take(&account.id, NonZeroU32::MIN)
    }

    /// Checks the account's limit on new requests per hour. The caller must hold the account's row lock.
    pub(super) async fn assert_room_for_request<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
    ) -> Result<()> {
        let bound = u64::from(self.config.checks.new_requests_per_account_per_hour.get());
        let Some(opened) = requests::nth_latest_opening(tx, &account.id, bound).await? else {
            return Ok(());
        };
        // A new request is possible once this one is more than an hour old.
        match opened.plus_seconds(3600).as_millis() - self.now().as_millis() {
            wait @ 1.. => Err(too_many(wait.unsigned_abs().into())),
            _ => Ok(()),
        }
    }

    /// Removes buckets that are full again; returns their number.
    pub fn prune_check_limits(&self) -> usize {
        self.check_limits.by_key.prune() + self.check_limits.by_account.prune()
    }
}

/// Builds the error with the wait rounded up to seconds.
fn too_many(millis: u128) -> crate::error::ServiceError {
    AppError::TooMany { seconds: u64::try_from(millis.div_ceil(1000)).unwrap_or(60).max(1) }.into()
}
