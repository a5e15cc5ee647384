//! Limits on passwords and on mails that strangers ask for (`esecure::attempts`), kept in the database: all processes count
//! together, and a restart forgets nothing.
//!
//! An attempt is taken before it is known whether it fails, and given back where it does not count: so attempts at the same
//! moment cannot exceed a limit.

use super::{Services, hashing::Caller};
use crate::{
    error::{Result, ServiceError},
    store::{self, attempts, people},
    tokens,
};
use app::{AppError, locales::error as t};
use esecure::{
    Timestamp,
    attempts::{Limit, PASSWORD_AGAIN, RESET_BY_SOURCE, SOURCE_KNOWN_DAYS, Source, minutes},
    person::Person,
};

/// A limit on one thing; the key is a hash of it.
#[derive(Debug, Clone)]
pub(super) struct Bucket {
    key: String,
    limit: Limit,
}

impl Bucket {
    /// The bucket of `parts`, which hold no line break.
    pub(super) fn new(limit: Limit, parts: &[&str]) -> Self {
        Self { key: tokens::hash(&parts.join("\n")), limit }
    }
}

impl Services {
    /// The longest time in seconds until one of these has an attempt left; `None` where all have.
    pub(super) async fn attempt_wait(&self, buckets: &[Bucket]) -> Result<Option<u64>> {
        let full_at = attempts::full_at(&self.db, buckets.iter().map(|bucket| bucket.key.as_str())).await?;
        let wait = |bucket: &Bucket| bucket.limit.wait(full_at.get(&bucket.key).copied(), self.now());
        Ok(buckets.iter().filter_map(wait).max())
    }

    /// Takes one attempt from each bucket, or from none: then gives the seconds to wait. Two callers name buckets of the
    /// same kinds in the same order, so that they cannot wait for each other.
    pub(super) async fn take_attempt(&self, buckets: &[Bucket]) -> Result<Option<u64>> {
        // Read first: somebody who goes on trying costs no write.
        if let Some(seconds) = self.attempt_wait(buckets).await? {
            return Ok(Some(seconds));
        }
        let tx = store::begin(&self.db).await?;
        for bucket in buckets {
            if !attempts::take(&tx, &bucket.key, bucket.limit, self.now()).await? {
                tx.rollback().await?;
                // Others were faster; by now there may be one again.
                return Ok(Some(self.attempt_wait(buckets).await?.unwrap_or(1)));
            }
        }
        tx.commit().await?;
        Ok(None)
    }

    /// Gives back what was taken: the attempt did not fail.
    pub(super) async fn give_attempt_back(&self, buckets: &[Bucket]) -> Result<()> {
        let tx = store::begin(&self.db).await?;
        for bucket in buckets {
            attempts::give_back(&tx, &bucket.key, bucket.limit).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Counts a mail that somebody asks for without signing in, whether or not one is sent.
    ///
    /// # Errors
    /// [`AppError::TooMany`].
    pub(super) async fn count_reset(&self, source: &Source) -> Result<()> {
        match self.take_attempt(&[Bucket::new(RESET_BY_SOURCE, &["reset", source.as_str()])]).await? {
            Some(seconds) => Err(AppError::TooMany { seconds }.into()),
            None => Ok(()),
        }
    }

    /// Asks a person for their password again, where want it; `field` is its name in the form.
    /// Wrong ones are limited by profile.
    ///
    /// # Errors
    /// [`AppError::Invalid`] at `field`, [`AppError::TooMany`] or [`AppError::Unavailable`] where too many are being checked.
    pub(super) async fn prove(&self, person: &Person, password: String, field: &str) -> Result<()> {
        let (locale, id) = (person.locale, person.profile.as_str());
        if password.is_empty() {
            return Err(ServiceError::field(field, t::password_missing(locale)));
        }
        let bucket = [Bucket::new(PASSWORD_AGAIN, &["again", id])];
        if let Some(seconds) = self.take_attempt(&bucket).await? {
            return Err(ServiceError::field(field, t::password_tries(locale, minutes(seconds))));
        }
        let profile = people::profile(&self.db, id).await?;
        match self.verify_password(Caller::Profile(profile.id), password, profile.password_hash).await {
            Ok(false) => Err(ServiceError::field(field, t::password_wrong(locale))),
            right => {
                self.give_attempt_back(&bucket).await?;
                right.map(|_| ())
            }
        }
    }

    /// Notes a source from which somebody has proven to hold the profile with this address.
    pub async fn know_source(&self, profile: &str, address: &str, source: &Source) -> Result<()> {
        Ok(attempts::know(&self.db, &known_key(address, source), profile, self.now()).await?)
    }

    /// Tells whether the holder of an address has signed in from `source` of late.
    pub(super) async fn is_known_source(&self, address: &str, source: &Source) -> Result<bool> {
        let seen = self.known_since()..=self.now().latest_recorded();
        Ok(attempts::is_known(&self.db, &known_key(address, source), seen).await?)
    }

    /// Forgets limits that hold nobody back any more, and sources that were not used for long.
    pub async fn prune_attempts(&self) -> Result<u64> {
        Ok(attempts::prune(&self.db, self.now(), self.known_since()).await?)
    }

    fn known_since(&self) -> Timestamp {
        self.now().plus_days(-SOURCE_KNOWN_DAYS)
    }
}

fn known_key(address: &str, source: &Source) -> String {
    tokens::hash(&format!("known\n{address}\n{source}"))
}
