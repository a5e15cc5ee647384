//! Passwords: argon2id (OWASP: 19 MiB, two passes, one lane), off the async threads, with bounded concurrency. The
//! rules for passwords follow NIST 800-63B-4: 15 characters, no composition rules, not easily guessed.

use super::{Services, hashing::Caller};
use crate::{
    clock::random_bytes,
    error::{Result, ServiceError},
    store::columns::PasswordHash,
};
use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::{self, Output, ParamsString, PasswordHash as ParsedHash, Salt, SaltString},
};
use esecure::Locale;
use i18n::error as t;

/// Minimum length of a password, in characters.
pub const SHORTEST: usize = 15;
/// Maximum length, in characters; argon2 would accept more.
pub const LONGEST: usize = 256;

/// Returns the problem of a new password, in the reader's language.
pub fn problem(password: &str, about: &[&str], locale: Locale) -> Option<String> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(t::password_short(locale, SHORTEST));
    }
    if length > LONGEST {
        return Some(t::password_long(locale, LONGEST));
    }
    // Score three of zero to four: 10^8 guesses do not find it. The words in `about` count as known to the guesser.
    let strength = zxcvbn::zxcvbn(&password.chars().take(100).collect::<String>(), about);
    (strength.score() < zxcvbn::Score::Three).then(|| t::password_guessable(locale).to_owned())
}

impl Services {
    /// Hashes a password for storing, on behalf of the operator.
    ///
    /// # Errors
    /// As [`Self::hash_password_for`].
    pub async fn hash_password(&self, password: String) -> Result<PasswordHash> {
        self.hash_password_for(Caller::Operator, password).await
    }

    /// Hashes a password for storing.
    ///
    /// # Errors
    /// As [`Hashing::run`](super::hashing::Hashing::run).
    pub async fn hash_password_for(&self, caller: Caller, password: String) -> Result<PasswordHash> {
        self.hashing.run(caller, move |buffer| hash(&password, buffer).map_err(internal)).await
    }

    /// Compares `password` with the `stored` hash. Without a hash it takes as long and returns false, so that timing
    /// does not reveal which addresses have a profile.
    ///
    /// # Errors
    /// As [`Hashing::run`](super::hashing::Hashing::run).
    pub async fn verify_password(
        &self,
        caller: Caller,
        password: String,
        stored: Option<PasswordHash>,
    ) -> Result<bool> {
        self.hashing
            .run(caller, move |buffer| {
                let parsed = ParsedHash::new(stored.as_ref().map_or(NOBODY, PasswordHash::as_str));
                let parsed = parsed.map_err(|e| ServiceError::Stored(e.to_string()))?;
                let same = is_behind(&password, &parsed, buffer).map_err(|e| ServiceError::Stored(e.to_string()))?;
                Ok(same && stored.is_some())
            })
            .await
    }
}

fn hash(password: &str, buffer: &mut [Block]) -> password_hash::Result<PasswordHash> {
    let salt = SaltString::encode_b64(&random_bytes::<16>())?;
    let argon2 = Argon2::default();
    let output = output(&argon2, password, salt.as_salt(), Params::DEFAULT_OUTPUT_LEN, buffer)?;
    let hash = ParsedHash {
        algorithm: Algorithm::default().ident(),
        version: Some(Version::default().into()),
        params: ParamsString::try_from(argon2.params())?,
        salt: Some(salt.as_salt()),
        hash: Some(output),
    };
    Ok(PasswordHash::new(hash.to_string()))
}

/// Compares a password with a hash in constant time.
fn is_behind(password: &str, stored: &ParsedHash<'_>, buffer: &mut [Block]) -> password_hash::Result<bool> {
    let (Some(salt), Some(expected)) = (stored.salt, stored.hash) else {
        return Err(password_hash::Error::PhcStringField);
    };
    let version = stored.version.map(Version::try_from).transpose()?.unwrap_or_default();
    let argon2 = Argon2::new(Algorithm::try_from(stored.algorithm)?, version, Params::try_from(stored)?);
    Ok(output(&argon2, password, salt, expected.len(), buffer)? == expected)
}

/// Hashes in the given buffer, and fails if the parameters need more memory: such a hash was not stored by us.
fn output(
    argon2: &Argon2<'_>,
    password: &str,
    salt: Salt<'_>,
    length: usize,
    buffer: &mut [Block],
) -> password_hash::Result<Output> {
    let mut bytes = [0; 64];
    let salt = salt.decode_b64(&mut bytes)?;
    Output::init_with(length, |out| {
        Ok(argon2.hash_password_into_with_memory(password.as_bytes(), salt, out, buffer)?)
    })
}

fn internal(error: password_hash::Error) -> ServiceError {
    ServiceError::Internal(error.to_string())
}

/// Hash with the same parameters, for which no password is known.
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
        let mut buffer = vec![Block::default(); Params::DEFAULT.block_count()];
        assert!(!is_behind("any", &ParsedHash::new(NOBODY).unwrap(), &mut buffer).unwrap());
    }

    #[test]
    fn hash_in_a_used_buffer_is_that_of_the_library() {
        use argon2::password_hash::PasswordVerifier as _;
        let mut buffer = vec![Block::default(); Params::DEFAULT.block_count()];
        let hashes = ["grijze fiets bij de molen", "blauwe schuit achter de dijk"].map(|password| {
            let hash = hash(password, &mut buffer).unwrap();
            assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.as_str());
            (password, hash)
        });
        for (password, hash) in &hashes {
            let parsed = ParsedHash::new(hash.as_str()).unwrap();
            assert!(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok());
            assert!(is_behind(password, &parsed, &mut buffer).unwrap());
            assert!(!is_behind("grijze fiets bij de kerk", &parsed, &mut buffer).unwrap());
        }
    }

    #[test]
    fn stored_hash_of_larger_parameters_is_an_error() {
        let large = NOBODY.replace("m=19456", "m=65536");
        let mut buffer = vec![Block::default(); Params::DEFAULT.block_count()];
        assert!(is_behind("any", &ParsedHash::new(&large).unwrap(), &mut buffer).is_err());
    }
}
