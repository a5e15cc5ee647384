//! Signing in, the session behind a cookie, remembered devices. Capabilities are made here and in `mail_links` only.

use super::{Services, complete, mail_links::Visitor};
use crate::{
    error::Result,
    store::{
        self,
        entity::{device, profile, session},
        people,
    },
    tokens,
};
use app::{AppError, locales::error as t, session::SignedIn};
use esecure::{
    Timestamp,
    id::SessionId,
    person::{Administrator, Person},
};
use governor::{
    Quota,
    clock::{Clock as _, DefaultClock},
};
use sea_orm::{EntityTrait, QueryFilter, Set, entity::prelude::*, sea_query::Expr};
use std::num::NonZeroU32;

/// Hours after which a sign-in ends, whatever happens.
const SESSION_HOURS: i64 = 12;
/// Hours without a request after which it ends.
const IDLE_HOURS: i64 = 2;
/// Days for which a device may be remembered.
const DEVICE_DAYS: i64 = 30;

/// Ten tries at once for one address, then one more every 90 seconds. Kept by this process: what a guess costs bounds the
/// rest.
pub(super) fn quota() -> Quota {
    const TRIES: NonZeroU32 = NonZeroU32::new(10).expect("ten is not zero");
    Quota::per_hour(NonZeroU32::new(40).unwrap_or(TRIES)).allow_burst(TRIES)
}

impl Services {
    /// The minutes to wait, rounded up, where an address was tried too often.
    pub fn sign_in_wait(&self, email: &str) -> Option<u64> {
        let key: String = email.trim().to_lowercase().chars().take(254).collect();
        let early = self.sign_ins.check_key(&key).err()?;
        Some(early.wait_time_from(DefaultClock::default().now()).as_secs().div_ceil(60).max(1))
    }

    /// Signs in; gives the cookie's value. The *Welcome* mails that are due go out now. `None` for a wrong
    /// address or password, told apart by nothing.
    ///
    /// # Errors
    /// As the database.
    pub async fn sign_in(&self, email: &str, password: String, user_agent: &str) -> Result<Option<String>> {
        let found = match super::parse_email(email) {
            Ok(email) => people::profile_by_email(&self.db, &email).await?,
            Err(_) => None,
        };
        let stored = found.as_ref().and_then(|p| p.password_hash.clone());
        let right = self.verify_password(password, stored).await?;
        match found {
            Some(profile) if right => self.open_session(profile, user_agent).await.map(Some),
            _ => Ok(None),
        }
    }

    /// Opens a session for a profile that has proven itself.
    pub(super) async fn open_session(&self, profile: profile::Model, user_agent: &str) -> Result<String> {
        let (services, user_agent) = (self.clone(), cut(user_agent));
        complete(async move {
            let now = services.now();
            let token = tokens::fresh();
            let tx = store::begin(&services.db).await?;
            session::Entity::insert(session::ActiveModel {
                token_hash: Set(tokens::hash(&token)),
                profile_id: Set(profile.id.clone()),
                created_at: Set(now.as_millis()),
                seen_at: Set(now.as_millis()),
                expires_at: Set(now.plus_seconds(SESSION_HOURS * 3600).as_millis()),
                user_agent: Set(user_agent),
            })
            .exec_without_returning(&tx)
            .await?;
            for seat in people::seats(&tx, people::Of::Profile(&profile.id)).await? {
                if seat.seat.welcomed_at.is_none() {
                    services.welcome(&tx, &seat).await?;
                }
            }
            tx.commit().await?;
            services.mail_waits();
            Ok(token)
        })
        .await
    }

    /// Who is behind a session cookie. Being asked keeps the sign-in from going idle.
    ///
    /// # Errors
    /// As the database.
    pub async fn signed_in(&self, token: &str) -> Result<Option<SignedIn>> {
        let now = self.now();
        let Some(session) = self.session(token).await? else {
            return Ok(None);
        };
        // Once a minute is often enough to know that somebody is there.
        if session.seen_at < now.plus_seconds(-60).as_millis() {
            session::Entity::update_many()
                .col_expr(session::Column::SeenAt, Expr::value(now.as_millis()))
                .filter(session::Column::TokenHash.eq(session.token_hash.as_str()))
                .exec(&self.db)
                .await?;
        }
        self.holder(&session).await.map(Some)
    }

    /// The same for a page that looks by itself: nobody has to be sitting at it, so it keeps nothing from going idle.
    ///
    /// # Errors
    /// As the database.
    pub async fn still_signed_in(&self, token: &str) -> Result<Option<SignedIn>> {
        match self.session(token).await? {
            Some(session) => self.holder(&session).await.map(Some),
            None => Ok(None),
        }
    }

    async fn session(&self, token: &str) -> Result<Option<session::Model>> {
        let now = self.now();
        let session = people::session(&self.db, &tokens::hash(token), now).await?;
        Ok(session.filter(|session| is_alive(session, now)))
    }

    async fn holder(&self, session: &session::Model) -> Result<SignedIn> {
        let profile = people::profile(&self.db, &session.profile_id).await?;
        let person = people::person(&profile)?;
        let mut seats = Vec::new();
        for seat in people::seats(&self.db, people::Of::Profile(&profile.id)).await? {
            if seat.is_active() {
                seats.push((seat.account.company.clone(), vouch(person.clone(), &seat)?));
            }
        }
        seats.sort_by_key(|(company, _)| company.to_lowercase());
        Ok(SignedIn { person, session: session_id(session), seats: seats.into_iter().map(|(_, seat)| seat).collect() })
    }

    /// Ends a session.
    ///
    /// # Errors
    /// As the database.
    pub async fn sign_out(&self, token: &str) -> Result<()> {
        session::Entity::delete_by_id(tokens::hash(token)).exec(&self.db).await?;
        Ok(())
    }

    /// Remembers the device of a person who has just proven themself; gives the cookie's value.
    pub(super) async fn remember_device(&self, profile: &str, user_agent: &str) -> Result<String> {
        let now = self.now();
        let token = tokens::fresh();
        device::Entity::insert(device::ActiveModel {
            token_hash: Set(tokens::hash(&token)),
            profile_id: Set(profile.to_owned()),
            created_at: Set(now.as_millis()),
            expires_at: Set(now.plus_days(DEVICE_DAYS).as_millis()),
            user_agent: Set(cut(user_agent)),
            seen_at: Set(now.as_millis()),
        })
        .exec_without_returning(&self.db)
        .await?;
        Ok(token)
    }

    /// Notes that a remembered device was used, for the list of its owner.
    pub(super) async fn device_used(&self, visitor: &Visitor) -> Result<()> {
        if let (None, Some(cookie)) = (&visitor.signed_in, &visitor.device) {
            device::Entity::update_many()
                .col_expr(device::Column::SeenAt, Expr::value(self.now().as_millis()))
                .filter(device::Column::TokenHash.eq(tokens::hash(cookie)))
                .exec(&self.db)
                .await?;
        }
        Ok(())
    }

    /// Asks for the password again, where want it.
    ///
    /// # Errors
    /// [`AppError::Invalid`] at the field `password`.
    pub(super) async fn confirm_password(&self, person: &Person, password: String) -> Result<()> {
        self.confirm_password_at(person, password, "password").await
    }

    /// The same with the name that the field has in its form.
    ///
    /// # Errors
    /// [`AppError::Invalid`] at `field`.
    pub(super) async fn confirm_password_at(&self, person: &Person, password: String, field: &str) -> Result<()> {
        if password.is_empty() {
            return Err(AppError::field(field, t::password_missing(person.locale)).into());
        }
        let profile = people::profile(&self.db, person.profile.as_str()).await?;
        if self.verify_password(password, profile.password_hash).await? {
            Ok(())
        } else {
            Err(AppError::field(field, t::password_wrong(person.locale)).into())
        }
    }
}

/// Whether a sign-in lasts: neither over nor idle for too long, nor made or used in the future.
pub(super) fn is_alive(session: &session::Model, now: Timestamp) -> bool {
    let used = now.plus_seconds(-IDLE_HOURS * 3600).as_millis()..=now.latest_recorded().as_millis();
    session.expires_at > now.as_millis()
        && session.created_at <= now.latest_recorded().as_millis()
        && used.contains(&session.seen_at)
}

/// How a sign-in is named on its owner's page.
pub(super) fn session_id(session: &session::Model) -> SessionId {
    SessionId::from_bytes(tokens::name(&session.token_hash))
}

/// Makes the capability of a seat that was found active.
#[expect(clippy::disallowed_methods, reason = "this is the session layer")]
fn vouch(person: Person, seat: &people::Seat) -> Result<Administrator> {
    let (account, number, seat) = seat.ids()?;
    Ok(Administrator::vouch(person, seat, account, number))
}

fn cut(user_agent: &str) -> String {
    user_agent.chars().take(200).collect()
}
