//! Sign-in, sessions and remembered devices. Capabilities are created only here and in `decision_link`.

use super::{Services, attempts::Bucket, decision_link::Visitor, hashing::Caller, run_to_completion};
use crate::{
    error::Result,
    store::{
        self,
        columns::{SecretHash, UserAgent},
        devices,
        entity::{device, profile, session},
        people, sessions,
    },
    tokens,
};
use app::{AppError, session::SignedIn};
use esecure::{
    EmailAddress, EmailKey, Timestamp,
    attempts::{SIGN_IN_BY_ADDRESS, SIGN_IN_BY_PAIR, SIGN_IN_BY_SOURCE, Source},
    id::{ProfileId, SessionId},
    person::{Administrator, Person},
};

/// Hours after which a session ends in any case.
const SESSION_HOURS: i64 = 12;
/// Hours without a request after which a session ends.
const IDLE_HOURS: i64 = 2;
/// Days for which a device may be remembered.
const DEVICE_DAYS: i64 = 30;

/// A sign-in attempt.
#[derive(Debug, Clone)]
pub struct SignIn<'a> {
    /// Address as typed.
    pub email: &'a str,
    pub password: String,
    /// Source of the attempt.
    pub source: &'a Source,
    /// Cookie of a remembered device, if any.
    pub device: Option<&'a str>,
    /// User agent, for the list of sessions.
    pub user_agent: &'a str,
}

/// Result of a sign-in attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInAnswer {
    SignedIn(String),
    /// The address or the password is wrong; the result does not reveal which.
    Wrong,
    /// Too many attempts failed.
    TooMany {
        seconds: u64,
    },
}

/// Rate-limit key shared by all inputs that are not an address.
const NO_ADDRESS: &str = "-";

impl Services {
    /// Signs in from this process itself, as the demonstration does. `None` for a wrong address or password.
    ///
    /// # Errors
    /// As [`Self::try_sign_in`]; [`AppError::TooMany`].
    pub async fn sign_in(&self, email: &str, password: String, user_agent: &str) -> Result<Option<String>> {
        let source = &Source::own();
        match self.try_sign_in(SignIn { email, password, source, device: None, user_agent }).await? {
            SignInAnswer::SignedIn(token) => Ok(Some(token)),
            SignInAnswer::Wrong => Ok(None),
            SignInAnswer::TooMany { seconds } => Err(AppError::TooMany { seconds }.into()),
        }
    }

    /// Signs in within the limits of `esecure::attempts`, which count failures, and sends the *Welcome* mails that are
    /// due.
    ///
    /// A remembered device of the address's holder, or a source that the holder signed in from before, has a limit of
    /// its own, so that other people's failed attempts do not lock the holder out. For everyone else, a reached limit
    /// responds before the profile is looked up, and so does not reveal whether the address has a profile.
    ///
    /// # Errors
    /// [`AppError::TooMany`] or [`AppError::Unavailable`] if too many passwords are being checked.
    pub async fn try_sign_in(&self, attempt: SignIn<'_>) -> Result<SignInAnswer> {
        let SignIn { email, password, source, device, user_agent } = attempt;
        let email = super::parse_email(email).ok();
        let key = email.as_ref().map(EmailAddress::key);
        let address = key.as_ref().map_or(NO_ADDRESS, EmailKey::as_str);
        let device = match (device, &key) {
            (Some(cookie), Some(key)) => self.device_of(cookie, key).await?,
            _ => None,
        };
        let by_address = Bucket::new(SIGN_IN_BY_ADDRESS, &["address", address]);
        let by_source = Bucket::new(SIGN_IN_BY_SOURCE, &["source", source.as_str()]);
        let known = match &key {
            Some(key) => self.is_known_source(key, source).await? || device.is_some(),
            None => false,
        };
        let (caller, taken, shared) = if known {
            let place = device.as_ref().map_or(source.as_str(), SecretHash::as_str);
            let pair = Bucket::new(SIGN_IN_BY_PAIR, &["pair", address, place]);
            (Caller::Known(source.clone()), vec![pair], self.attempt_wait(&[by_address, by_source]).await?)
        } else {
            let pair = Bucket::new(SIGN_IN_BY_PAIR, &["pair", address, source.as_str()]);
            (Caller::Unknown(source.clone()), vec![pair, by_address, by_source], None)
        };
        if let Some(seconds) = self.take_attempt(&taken).await? {
            return Ok(SignInAnswer::TooMany { seconds });
        }
        match self.proven(email.as_ref(), caller, password).await {
            Ok(None) => Ok(match shared {
                // Responds as to unknown sources, so that a wrong password does not reveal that this one is known.
                Some(seconds) => SignInAnswer::TooMany { seconds },
                None => SignInAnswer::Wrong,
            }),
            Ok(Some(profile)) => {
                self.refund_attempt(&taken).await?;
                self.remember_source(&profile.id, &profile.email_key, source).await?;
                self.open_session(profile, user_agent).await.map(SignInAnswer::SignedIn)
            }
            Err(error) => {
                self.refund_attempt(&taken).await?;
                Err(error)
            }
        }
    }

    /// Returns the profile of an address if the password is correct.
    async fn proven(
        &self,
        email: Option<&EmailAddress>,
        caller: Caller,
        password: String,
    ) -> Result<Option<profile::Model>> {
        let found = match email {
            Some(email) => people::profile_by_email(&self.db, email).await?,
            None => None,
        };
        let stored = found.as_ref().and_then(|profile| profile.password_hash.clone());
        let right = self.verify_password(caller, password, stored).await?;
        Ok(found.filter(|_| right))
    }

    /// Returns the token hash of a remembered device, if the device belongs to the holder of this address.
    async fn device_of(&self, cookie: &str, address: &EmailKey) -> Result<Option<SecretHash>> {
        let Some(device) = devices::get(&self.db, &tokens::hash(cookie), self.now()).await? else {
            return Ok(None);
        };
        let profile = people::profile(&self.db, &device.profile_id).await?;
        Ok((profile.email_key == *address).then_some(device.token_hash))
    }

    /// Signs in the holder of a mailed link who has just set the password. Also returns true if the person is an
    /// administrator, who goes on to the product.
    ///
    /// # Errors
    /// Of the database.
    pub async fn sign_in_by_link(&self, profile: &ProfileId, user_agent: &str) -> Result<(String, bool)> {
        let profile = people::profile(&self.db, profile).await?;
        let seats = people::seats(&self.db, people::SeatFilter::Profile(&profile.id)).await?;
        Ok((self.open_session(profile, user_agent).await?, !seats.is_empty()))
    }

    /// Opens a session for an authenticated profile.
    pub(super) async fn open_session(&self, profile: profile::Model, user_agent: &str) -> Result<String> {
        let (services, user_agent) = (self.clone(), cut(user_agent));
        run_to_completion(async move {
            let now = services.now();
            let token = tokens::secret();
            let tx = store::begin(&services.db).await?;
            let session = session::Model {
                token_hash: tokens::hash(&token),
                profile_id: profile.id.clone(),
                created_at: now,
                seen_at: now,
                expires_at: now.plus_seconds(SESSION_HOURS * 3600),
                user_agent,
            };
            sessions::insert(&tx, session).await?;
            for seat in people::seats(&tx, people::SeatFilter::Profile(&profile.id)).await? {
                if seat.seat.welcomed_at.is_none() {
                    services.welcome(&tx, &seat).await?;
                }
            }
            tx.commit().await?;
            services.wake_mail_worker();
            Ok(token)
        })
        .await
    }

    /// Loads the person behind a session cookie, and restarts the session's idle timeout.
    pub async fn signed_in(&self, token: &str) -> Result<Option<SignedIn>> {
        let now = self.now();
        let Some(session) = self.session(token).await? else {
            return Ok(None);
        };
        // One write per minute is accurate enough for the idle timeout.
        if session.seen_at < now.plus_seconds(-60) {
            sessions::set_seen(&self.db, &session.token_hash, now).await?;
        }
        self.holder(&session).await.map(Some)
    }

    /// Loads the person like [`Self::signed_in`], but without restarting the idle timeout: for requests that a page
    /// sends by itself, possibly unattended.
    pub async fn still_signed_in(&self, token: &str) -> Result<Option<SignedIn>> {
        match self.session(token).await? {
            Some(session) => self.holder(&session).await.map(Some),
            None => Ok(None),
        }
    }

    async fn session(&self, token: &str) -> Result<Option<session::Model>> {
        let now = self.now();
        let session = sessions::get(&self.db, &tokens::hash(token), now).await?;
        Ok(session.filter(|session| is_alive(session, now)))
    }

    async fn holder(&self, session: &session::Model) -> Result<SignedIn> {
        let profile = people::profile(&self.db, &session.profile_id).await?;
        let person = people::person(&profile);
        let held = people::seats(&self.db, people::SeatFilter::Profile(&profile.id)).await?;
        let terms_wanted = !held.is_empty() && !people::is_ready(&profile);
        let mut seats = Vec::new();
        for seat in held {
            if seat.is_active() {
                seats.push((seat.account.company.clone(), vouch(person.clone(), &seat)));
            }
        }
        seats.sort_by_key(|(company, _)| company.to_lowercase());
        let seats = seats.into_iter().map(|(_, seat)| seat).collect();
        Ok(SignedIn { person, session: session_id(session), seats, terms_wanted })
    }

    pub async fn sign_out(&self, token: &str) -> Result<()> {
        Ok(sessions::delete(&self.db, &tokens::hash(token)).await?)
    }

    /// Remembers the device of a person who has just authenticated; returns the cookie's value.
    pub(super) async fn remember_device(&self, profile: &ProfileId, user_agent: &str) -> Result<String> {
        let now = self.now();
        let token = tokens::secret();
        let device = device::Model {
            token_hash: tokens::hash(&token),
            profile_id: profile.clone(),
            created_at: now,
            expires_at: now.plus_days(DEVICE_DAYS),
            user_agent: cut(user_agent),
            seen_at: now,
        };
        devices::insert(&self.db, device).await?;
        Ok(token)
    }

    /// Records the use of a remembered device, for the list of its owner.
    pub(super) async fn device_used(&self, visitor: &Visitor) -> Result<()> {
        if let (None, Some(cookie)) = (&visitor.signed_in, &visitor.device) {
            devices::set_seen(&self.db, &tokens::hash(cookie), self.now()).await?;
        }
        Ok(())
    }
}

/// Checks that a session is alive: neither expired nor idle for too long, nor created or used in the future.
pub(super) fn is_alive(session: &session::Model, now: Timestamp) -> bool {
    let used = now.plus_seconds(-IDLE_HOURS * 3600)..=now.latest_recorded();
    session.expires_at > now && session.created_at <= now.latest_recorded() && used.contains(&session.seen_at)
}

/// Returns the id of a session on its owner's page.
pub(super) fn session_id(session: &session::Model) -> SessionId {
    SessionId::from_bytes(tokens::public_id(&session.token_hash))
}

/// Creates the capability of a seat that was found active.
#[expect(clippy::disallowed_methods, reason = "this is the session layer")]
fn vouch(person: Person, seat: &people::AdministratorSeat) -> Administrator {
    let account = &seat.account;
    Administrator::new_unchecked(person, seat.seat.id.clone(), account.id.clone(), account.number.clone())
}

fn cut(user_agent: &str) -> UserAgent {
    UserAgent::new(user_agent.chars().take(200).collect::<String>())
}
