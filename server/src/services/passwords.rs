//! Passwords: argon2id (OWASP: 19 MiB, two passes, one lane), off the async threads, a few at a time. What is asked of a
//! password follows NIST 800-63B-4: 15 characters, no composition rules, none that is easily guessed.

use super::Services;
use crate::{
    clock::random_bytes,
    error::{Result, ServiceError},
};
use app::locales::error as t;
use argon2::{
    Argon2,
    password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString},
};
use esecure::Locale;

/// The fewest characters a password may have.
pub const SHORTEST: usize = 15;
/// The most: argon2 takes more, but nobody types more.
pub const LONGEST: usize = 256;

/// What is wrong with a password that somebody wants to set, in their language.
pub fn problem(password: &str, about: &[&str], locale: Locale) -> Option<String> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(t::password_short(locale, SHORTEST));
    }
    if length > LONGEST {
        return Some(t::password_long(locale, LONGEST));
    }
    // Three of five: 10^8 guesses do not find it. Names and addresses count as known to the guesser.
    let strength = zxcvbn::zxcvbn(&password.chars().take(100).collect::<String>(), about);
    (strength.score() < zxcvbn::Score::Three).then(|| t::password_guessable(locale).to_owned())
}

impl Services {
    /// Hashes a password for storing.
    ///
    /// # Errors
    /// [`ServiceError::Internal`].
    pub async fn hash_password(&self, password: String) -> Result<String> {
        self.off_the_async_threads(move || {
            let salt =
                SaltString::encode_b64(&random_bytes::<16>()).map_err(|e| ServiceError::Internal(e.to_string()))?;
            let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
            hash.map(|h| h.to_string()).map_err(|e| ServiceError::Internal(e.to_string()))
        })
        .await?
    }

    /// Whether `password` is the one behind `stored`. Without a stored one it takes as long and says no, so that time
    /// does not tell which addresses have a profile.
    ///
    /// # Errors
    /// [`ServiceError::Internal`].
    pub async fn verify_password(&self, password: String, stored: Option<String>) -> Result<bool> {
        self.off_the_async_threads(move || {
            let hash = stored.as_deref().unwrap_or(NOBODY);
            let parsed = PasswordHash::new(hash).map_err(|e| ServiceError::Stored(e.to_string()))?;
            let same = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
            Ok(same && stored.is_some())
        })
        .await?
    }

    async fn off_the_async_threads<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let internal = |e: &dyn std::error::Error| ServiceError::Internal(e.to_string());
        let turn = self.hashing.clone().acquire_owned().await.map_err(|e| internal(&e))?;
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        })
        .await
        .map_err(|e| internal(&e))
    }
}

/// A hash with the same parameters that no password is known for.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGlzIGhlcmU$3q2+7zZ0rQ0WcS1nU8wq0f6y1Xo0b2lG0nq9m2Z5a1A";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_and_not_guessable() {
        let refused = |p: &str| problem(p, &["anna@voorbeeld.example", "Anna"], Locale::En).is_some();
        assert!(refused("short"));
        assert!(refused("aaaaaaaaaaaaaaaaaaaa"));
        assert!(refused("passwordpassword"));
        assert!(refused(&"x7Kq ".repeat(60)));
        assert!(!refused("grijze fiets bij de molen"));
        assert!(!refused("héél véél dijken achter elkaar"));
    }

    #[test]
    fn the_stand_in_hash_is_well_formed() {
        assert!(PasswordHash::new(NOBODY).is_ok());
    }
}
