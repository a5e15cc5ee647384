//! The profile page: settings, sessions and remembered devices. The id of a row is a digest of its stored token hash,
//! so that the page contains no secret.

use super::credentials::end_sessions;
use crate::{
    calendar::Calendar,
    error::Result,
    services::{Services, not_found, sign_in, user_agent},
    store::{columns::UserAgent, devices, email_changes, entity::device, people, sessions},
    tokens,
};
use app::pages::profile::dto::{Approving, DeviceRow, EmailChange, ProfilePage, SessionRow};
use esecure::{
    id::{DeviceId, SessionId},
    person::Person,
};

impl Services {
    /// Loads the page as seen from `session`.
    pub async fn profile(&self, person: &Person, session: &SessionId) -> Result<ProfilePage> {
        let (now, id) = (self.now(), &person.profile);
        let profile = people::profile(&self.db, id).await?;
        let seats = people::seats(&self.db, people::SeatFilter::Profile(id)).await?;
        // A profile has no time zone; the zone of its first account is the likeliest.
        let zone = seats.first().map_or("UTC", |seat| seat.account.time_zone.as_str());
        let calendar = Calendar::new(person.locale, zone, now);
        let when = |at| calendar.when(at);
        let what = |agent: &UserAgent| user_agent::in_words(agent.as_str(), person.locale);
        let change = email_changes::pending(&self.db, id).await?.map(|change| EmailChange {
            email: change.email.into(),
            asked: when(change.asked_at),
            until: when(change.expires_at),
            over: change.expires_at <= now || change.asked_at > now.latest_recorded(),
        });
        let sessions = sessions::of_profile(&self.db, id).await?.into_iter();
        let sessions = sessions.filter(|row| sign_in::is_alive(row, now));
        let sessions = sessions.map(|row| SessionRow {
            current: sign_in::session_id(&row) == *session,
            id: sign_in::session_id(&row),
            what: what(&row.user_agent),
            since: when(row.created_at),
            seen: when(row.seen_at),
        });
        let devices = devices::of_profile(&self.db, id)
            .await?
            .into_iter()
            .filter(|row| row.expires_at > now && row.created_at <= now.latest_recorded());
        let devices = devices.map(|row| DeviceRow {
            id: device_id(&row),
            what: what(&row.user_agent),
            since: when(row.created_at),
            seen: when(row.seen_at),
            until: calendar.on(row.expires_at),
        });
        Ok(ProfilePage {
            sessions: sessions.collect(),
            devices: devices.collect(),
            change,
            name: profile.name,
            email: profile.email.into(),
            phone: profile.phone.map(String::from),
            locale: person.locale,
            share_contact: profile.share_contact,
            shortcuts: profile.shortcuts,
            approving: if profile.decides_by_mail { Approving::Mail } else { Approving::SignIn },
        })
    }

    /// Ends one of a person's sessions.
    ///
    /// # Errors
    /// [`app::AppError::NotFound`] if the session is not the person's, or has ended.
    pub async fn end_session(&self, person: &Person, id: &SessionId) -> Result<()> {
        let rows = sessions::of_profile(&self.db, &person.profile).await?;
        let row = rows.into_iter().find(|row| sign_in::session_id(row) == *id).ok_or_else(not_found)?;
        Ok(sessions::delete(&self.db, &row.token_hash).await?)
    }

    /// Ends all sessions of a person except `session`.
    pub async fn end_other_sessions(&self, person: &Person, session: &SessionId) -> Result<()> {
        end_sessions(&self.db, &person.profile, Some(session)).await
    }

    /// Forgets one of a person's remembered devices.
    ///
    /// # Errors
    /// [`app::AppError::NotFound`] if the device is not the person's, or is forgotten.
    pub async fn forget_device(&self, person: &Person, id: &DeviceId) -> Result<()> {
        let rows = devices::of_profile(&self.db, &person.profile).await?;
        let row = rows.into_iter().find(|row| device_id(row) == *id).ok_or_else(not_found)?;
        Ok(devices::delete(&self.db, &row.token_hash).await?)
    }
}

/// Returns the id of a remembered device on its owner's page.
fn device_id(row: &device::Model) -> DeviceId {
    DeviceId::from_bytes(tokens::public_id(&row.token_hash))
}
