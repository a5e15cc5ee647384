//! Passwords of profiles: the *Create password* link, and the change of a password.

use super::{
    credentials::{LINK_HOURS, revoke_credentials},
    read_contact,
};
use crate::{
    error::{Result, ServiceError},
    services::{Services, hashing::Caller, passwords, run_to_completion},
    store::{
        self, email_changes,
        entity::{password_link, profile},
        password_links,
        people::{self, ProfileUpdate},
    },
    tokens,
};
use app::{
    AppError,
    error::Problem,
    pages::profile::dto::{PasswordForm, ProfileForm},
};
use esecure::{
    EmailAddress, Locale, Timestamp,
    attempts::Source,
    id::{ProfileId, SessionId},
    person::Person,
};
use i18n::error as t;
use sea_orm::ConnectionTrait;

/// Minimum seconds between two *Create password* mails to one profile.
const RESEND_SECONDS: i64 = 60;

/// State of a *Create password* link.
#[derive(Debug, Clone)]
pub enum PasswordLink {
    /// Valid: sets the password of this profile.
    Good(Box<profile::Model>),
    /// Expired or used: a new link can be sent.
    Over(Box<profile::Model>),
    Unknown,
}

/// Input of the create-password page.
#[derive(Debug, Clone)]
pub struct NewPassword {
    /// Name, phone and language.
    pub profile: ProfileForm,
    pub password: String,
}

impl Services {
    /// Creates a link for the *Create password* mail. Earlier links stay valid: anyone who knows the address, or opens
    /// an old mail, can request a new link, and must not invalidate the holder's.
    pub(crate) async fn password_link<C: ConnectionTrait>(&self, tx: &C, profile: &ProfileId) -> Result<String> {
        let now = self.now();
        let token = tokens::link_token();
        let link = password_link::Model {
            token_hash: tokens::hash(&token),
            profile_id: profile.clone(),
            created_at: now,
            expires_at: now.plus_seconds(LINK_HOURS * 3600),
            used_at: None,
        };
        password_links::insert(tx, link).await?;
        Ok(token)
    }

    /// Looks up a *Create password* link.
    pub async fn find_password_link(&self, token: &str) -> Result<PasswordLink> {
        let Some(link) = password_links::get(&self.db, &tokens::hash(token)).await? else {
            return Ok(PasswordLink::Unknown);
        };
        let profile = Box::new(people::profile(&self.db, &link.profile_id).await?);
        let now = self.now();
        let good = link.used_at.is_none() && link.expires_at > now && link.created_at <= now.latest_recorded();
        Ok(if good { PasswordLink::Good(profile) } else { PasswordLink::Over(profile) })
    }

    /// Sends the *Create password* mail again, for an expired link or a forgotten password; at most once a minute.
    pub async fn resend_password_link(&self, profile: profile::Model) -> Result<()> {
        let services = self.clone();
        run_to_completion(async move {
            let tx = store::begin(&services.db).await?;
            if !link_is_young(&tx, &profile.id, services.now()).await? {
                services.write_create_password(&tx, &profile, None, None).await?;
                tx.commit().await?;
                services.wake_mail_worker();
            }
            Ok(())
        })
        .await
    }

    /// Mails a link for a forgotten password, if the address has a profile. The profile is looked up after the
    /// response, so that neither the response nor its timing reveals whether one exists.
    ///
    /// # Errors
    /// [`AppError::TooMany`] per source, [`AppError::Unavailable`]; both independent of the address.
    pub async fn forgot_password(&self, email: EmailAddress, source: &Source) -> Result<()> {
        self.background.has_room()?;
        self.count_reset(source).await?;
        let services = self.clone();
        self.background.spawn("a link for a forgotten password is mailed", async move {
            match people::profile_by_email(&services.db, &email).await? {
                Some(profile) => services.resend_password_link(profile).await,
                None => Ok(()),
            }
        });
        Ok(())
    }

    /// Sets the password behind a link, and completes the profile. Ends every session and remembered device of the
    /// profile, because the old password may be known to others.
    ///
    /// # Errors
    /// [`AppError::Invalid`] per field, [`AppError::NotFound`] for a link that is no longer valid.
    pub async fn create_password(&self, token: &str, form: NewPassword, reader: Locale) -> Result<()> {
        let PasswordLink::Good(profile) = self.find_password_link(token).await? else {
            return Err(AppError::NotFound.into());
        };
        let locale = Locale::from_tag(&form.profile.locale).unwrap_or(reader);
        let contact = read_contact(&form.profile, reader);
        let mut problems = contact.as_ref().err().cloned().unwrap_or_default();
        let known = [profile.email.as_str(), form.profile.name.as_str()];
        if let Some(text) = passwords::problem(&form.password, &known, reader) {
            problems.push(Problem { field: "password".to_owned(), text });
        }
        let contact = match contact {
            Ok(contact) if problems.is_empty() => contact,
            _ => return Err(ServiceError::fields(problems)),
        };
        let hash = self.hash_password_for(Caller::Profile(profile.id.clone()), form.password).await?;
        let (services, token) = (self.clone(), tokens::hash(token));
        run_to_completion(async move {
            let now = services.now();
            let tx = store::begin(&services.db).await?;
            if !password_links::mark_used(&tx, &token, now).await? {
                return Err(AppError::NotFound.into());
            }
            // Invalidates the profile's other password links, and its pending change of address.
            password_links::end_of_profile(&tx, &profile.id, now).await?;
            email_changes::end_of_profile(&tx, &profile.id, now).await?;
            let update = ProfileUpdate {
                name: contact.name,
                phone: contact.phone,
                locale,
                shortcuts: None,
                password_hash: Some(hash),
            };
            people::update_profile(&tx, &profile.id, update).await?;
            revoke_credentials(&tx, &profile.id, None).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Changes the password, given the current one. Ends other sessions, remembered devices and password links, and
    /// notifies the person by mail.
    ///
    /// # Errors
    /// [`AppError::Invalid`] at `old_password` and `new_password`.
    pub async fn change_password(&self, person: &Person, session: &SessionId, form: PasswordForm) -> Result<()> {
        self.check_password_limited(person, form.old_password.clone(), "old_password").await?;
        let known = [person.email.original(), person.name.as_str()];
        let problem = passwords::problem(&form.new_password, &known, person.locale)
            .or_else(|| (form.new_password == form.old_password).then(|| t::password_same(person.locale).to_owned()));
        if let Some(text) = problem {
            return Err(ServiceError::field("new_password", text));
        }
        let caller = Caller::Profile(person.profile.clone());
        let hash = self.hash_password_for(caller, form.new_password).await?;
        let (services, person, session) = (self.clone(), person.clone(), session.clone());
        run_to_completion(async move {
            let tx = store::begin(&services.db).await?;
            let profile = people::profile(&tx, &person.profile).await?;
            people::set_password(&tx, &profile.id, &hash).await?;
            password_links::end_of_profile(&tx, &profile.id, services.now()).await?;
            revoke_credentials(&tx, &profile.id, Some(&session)).await?;
            services.write_password_changed(&tx, &profile).await?;
            tx.commit().await?;
            services.wake_mail_worker();
            Ok(())
        })
        .await
    }
}

/// Checks that the last *Create password* mail to a profile is too recent for another one.
pub(in crate::services) async fn link_is_young<C: ConnectionTrait>(
    tx: &C,
    profile: &ProfileId,
    now: Timestamp,
) -> Result<bool> {
    // Locks the profile, so that two mails at the same moment count each other.
    people::lock_profile(tx, profile).await?;
    Ok(password_links::is_created_in(tx, profile, now.plus_seconds(-RESEND_SECONDS), now.latest_recorded()).await?)
}
