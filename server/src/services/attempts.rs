//! Rate limits on passwords and on mails requested without signing in (`esecure::attempts`). They are stored in the
//! database, so they hold across processes and restarts.
//!
//! An attempt is taken before its outcome is known and given back if it does not count, so concurrent attempts cannot
//! exceed a limit.

use super::{Services, hashing::Caller};
use crate::{
    error::{Result, ServiceError},
    store::{self, attempts, columns::SecretHash, people},
    tokens,
};
use app::AppError;
use esecure::{
    EmailKey, Timestamp,
    attempts::{Limit, PASSWORD_AGAIN, RESET_BY_SOURCE, SOURCE_KNOWN_DAYS, Source, minutes},
    id::ProfileId,
    person::Person,
};
use i18n::error as t;

/// Rate-limit bucket; the key is a hash of the limited parts.
#[derive(Debug, Clone)]
pub(super) struct Bucket {
    key: SecretHash,
    limit: Limit,
}

impl Bucket {
    /// Creates the bucket for `parts`, which must not contain line breaks.
    pub(super) fn new(limit: Limit, parts: &[&str]) -> Self {
        Self { key: tokens::hash(&parts.join("\n")), limit }
    }
}

impl Services {
    /// Returns the longest wait in seconds until every bucket has an attempt left; `None` if all have one now.
    pub(super) async fn attempt_wait(&self, buckets: &[Bucket]) -> Result<Option<u64>> {
        let full_at = attempts::full_at(&self.db, buckets.iter().map(|bucket| &bucket.key)).await?;
        let wait = |bucket: &Bucket| bucket.limit.wait(full_at.get(&bucket.key).copied(), self.now());
        Ok(buckets.iter().filter_map(wait).max())
    }

    /// Takes one attempt from every bucket and returns `None`, or takes none and returns the seconds to wait. Callers
    /// must pass buckets of the same kinds in the same order to avoid deadlocks.
    pub(super) async fn take_attempt(&self, buckets: &[Bucket]) -> Result<Option<u64>> {
        // Read first, so that repeated refused attempts cost no write.
        if let Some(seconds) = self.attempt_wait(buckets).await? {
            return Ok(Some(seconds));
        }
        let tx = store::begin(&self.db).await?;
        for bucket in buckets {
            if !attempts::take(&tx, &bucket.key, bucket.limit, self.now()).await? {
                tx.rollback().await?;
                // Concurrent attempts used up the bucket; one may be free again by now.
                return Ok(Some(self.attempt_wait(buckets).await?.unwrap_or(1)));
            }
        }
        tx.commit().await?;
        Ok(None)
    }

    /// Returns the attempts to their buckets, for an attempt that did not fail.
    pub(super) async fn refund_attempt(&self, buckets: &[Bucket]) -> Result<()> {
        let tx = store::begin(&self.db).await?;
        for bucket in buckets {
            attempts::give_back(&tx, &bucket.key, bucket.limit).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Counts a mail requested without signing in, even if none is sent.
    ///
    /// # Errors
    /// [`AppError::TooMany`] beyond the limit per source.
    pub(super) async fn count_reset(&self, source: &Source) -> Result<()> {
        match self.take_attempt(&[Bucket::new(RESET_BY_SOURCE, &["reset", source.as_str()])]).await? {
            Some(seconds) => Err(AppError::TooMany { seconds }.into()),
            None => Ok(()),
        }
    }

    /// Verifies the person's password again, as require; `field` is the form field. Wrong
    /// passwords are limited per profile.
    ///
    /// # Errors
    /// [`AppError::Invalid`] at `field`; [`AppError::TooMany`] or [`AppError::Unavailable`] if too many passwords are
    /// being verified.
    pub(super) async fn check_password_limited(&self, person: &Person, password: String, field: &str) -> Result<()> {
        let (locale, id) = (person.locale, &person.profile);
        if password.is_empty() {
            return Err(ServiceError::field(field, t::password_missing(locale)));
        }
        let bucket = [Bucket::new(PASSWORD_AGAIN, &["again", id.as_str()])];
        if let Some(seconds) = self.take_attempt(&bucket).await? {
            return Err(ServiceError::field(field, t::password_tries(locale, minutes(seconds))));
        }
        let profile = people::profile(&self.db, id).await?;
        match self.verify_password(Caller::Profile(profile.id), password, profile.password_hash).await {
            Ok(false) => Err(ServiceError::field(field, t::password_wrong(locale))),
            right => {
                self.refund_attempt(&bucket).await?;
                right.map(|_| ())
            }
        }
    }

    /// Records a source from which the holder of this profile has authenticated.
    pub async fn remember_source(&self, profile: &ProfileId, address: &EmailKey, source: &Source) -> Result<()> {
        Ok(attempts::know(&self.db, &known_key(address, source), profile, self.now()).await?)
    }

    /// Returns `true` if the holder of the address has recently signed in from `source`.
    pub(super) async fn is_known_source(&self, address: &EmailKey, source: &Source) -> Result<bool> {
        let seen = self.known_since()..=self.now().latest_recorded();
        Ok(attempts::is_known(&self.db, &known_key(address, source), seen).await?)
    }

    /// Deletes limits that no longer apply and sources that have not been used recently.
    pub async fn prune_attempts(&self) -> Result<u64> {
        Ok(attempts::prune(&self.db, self.now(), self.known_since()).await?)
    }

    fn known_since(&self) -> Timestamp {
        self.now().plus_days(-SOURCE_KNOWN_DAYS)
    }
}

fn known_key(address: &EmailKey, source: &Source) -> SecretHash {
    tokens::hash(&format!("known\n{address}\n{source}"))
}
