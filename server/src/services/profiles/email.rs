//! Change of a profile's address. The person requests it with the password; a link goes to the new address, a
//! notice to the old one. Opening the link changes nothing, because mail scanners open links and submit forms:
//! confirming takes the person's session or password. Seats belong to the profile and move along; standings belong to
//! addresses and stay.

use super::{
    ProfileEntry,
    credentials::{LINK_HOURS, revoke_credentials},
};
use crate::{
    api::email_problem,
    error::{Result, ServiceError},
    services::{
        Services,
        decision_link::Visitor,
        journal::{Change, JournalEvent, Origin, PersonalFields},
        parse_email, run_to_completion,
    },
    store::{
        self,
        columns::SecretHash,
        email_changes,
        entity::{email_change, profile},
        one_time_codes, password_links, people,
    },
    tokens,
};
use app::{AppError, pages::profile::dto::EmailForm};
use esecure::{EmailAddress, Locale, id::ProfileId, person::Person};
use i18n::profile_error as t;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, SqlErr};

/// Seconds between two links for one profile.
const RESEND_SECONDS: i64 = 60;
/// Links for one profile per hour: each is a mail to an address whose owner may not have requested it.
const PER_HOUR: usize = 5;

/// State of a confirmation link.
#[derive(Debug, Clone)]
pub enum EmailLink {
    /// Valid: moves this profile to this address.
    Good(Box<profile::Model>, EmailAddress),
    /// Used, cancelled, replaced or expired.
    Over(Box<profile::Model>),
    Unknown,
}

impl Services {
    /// Requests another address. A taken address gets the same answer as a free one, but its holder is notified by
    /// mail, and no link is sent. At most one change is pending per profile.
    ///
    /// # Errors
    /// [`AppError::Invalid`] at `new_email` and `email_password`.
    pub async fn change_email(&self, person: &Person, form: EmailForm) -> Result<()> {
        let locale = person.locale;
        let refused = |text: &str| ServiceError::field("new_email", text);
        let email = parse_email(&form.new_email).map_err(|error| refused(email_problem(error, locale)))?;
        if email == person.email {
            return Err(refused(t::same_address(locale)));
        }
        self.check_password_limited(person, form.email_password, "email_password").await?;
        let (services, person) = (self.clone(), person.clone());
        run_to_completion(async move {
            let tx = store::begin(&services.db).await?;
            let profile = people::lock_profile(&tx, &person.profile).await?;
            if let Some(text) = services.too_many_links(&tx, &profile.id).await? {
                return Err(ServiceError::field("new_email", text(locale)));
            }
            email_changes::end_of_profile(&tx, &profile.id, services.now()).await?;
            services.mail_link(&tx, &profile, &email).await?;
            services.write_email_change_asked(&tx, &profile, &email).await?;
            tx.commit().await?;
            services.wake_mail_worker();
            Ok(())
        })
        .await
    }

    /// Mails another link for the pending address. Earlier links stay valid, because their mails may be under way.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if no change is pending, [`AppError::Conflict`] if links were mailed too recently or too
    /// often.
    pub async fn resend_email_change(&self, person: &Person) -> Result<()> {
        let (services, person) = (self.clone(), person.clone());
        run_to_completion(async move {
            let tx = store::begin(&services.db).await?;
            let profile = people::lock_profile(&tx, &person.profile).await?;
            let waiting = email_changes::pending(&tx, &profile.id).await?.ok_or(AppError::NotFound)?;
            if let Some(text) = services.too_many_links(&tx, &profile.id).await? {
                return Err(AppError::Conflict(text(person.locale).to_owned()).into());
            }
            let email = EmailAddress::from_stored(&waiting.email, &waiting.email_key);
            services.mail_link(&tx, &profile, &email).await?;
            tx.commit().await?;
            services.wake_mail_worker();
            Ok(())
        })
        .await
    }

    /// Cancels the pending change of address, if any.
    pub async fn cancel_email_change(&self, person: &Person) -> Result<()> {
        Ok(email_changes::end_of_profile(&self.db, &person.profile, self.now()).await?)
    }

    /// Looks up a confirmation link.
    pub async fn find_email_link(&self, token: &str) -> Result<EmailLink> {
        let Some(link) = email_changes::get(&self.db, &tokens::hash(token)).await? else {
            return Ok(EmailLink::Unknown);
        };
        let profile = Box::new(people::profile(&self.db, &link.profile_id).await?);
        let now = self.now();
        let good = link.ended_at.is_none() && link.expires_at > now && link.asked_at <= now.latest_recorded();
        Ok(if good {
            EmailLink::Good(profile, EmailAddress::from_stored(&link.email, &link.email_key))
        } else {
            EmailLink::Over(profile)
        })
    }

    /// Moves the profile to the link's address, confirmed by the person's session or the password. The confirming
    /// session stays; all others, remembered devices, codes and password links end, because they may be in the old
    /// mailbox.
    ///
    /// # Errors
    /// [`AppError::Invalid`] at `password`, [`AppError::NotFound`] for a link that is no longer valid,
    /// [`AppError::Conflict`] for an address that was taken meanwhile; in the reader's language.
    pub async fn confirm_email(&self, token: &str, visitor: &Visitor, password: String, reader: Locale) -> Result<()> {
        let EmailLink::Good(profile, email) = self.find_email_link(token).await? else {
            return Err(AppError::NotFound.into());
        };
        let person = Person { locale: reader, ..people::person(&profile) };
        let signed_in = visitor.signed_in.as_ref().filter(|who| who.person.profile == person.profile);
        if signed_in.is_none() {
            self.check_password_limited(&person, password, "password").await?;
        }
        let session = signed_in.map(|who| who.session.clone());
        let (services, hash) = (self.clone(), tokens::hash(token));
        run_to_completion(async move {
            let tx = store::begin(&services.db).await?;
            services.move_profile(&tx, &person, &email, &hash).await?;
            revoke_credentials(&tx, &person.profile, session.as_ref()).await?;
            tx.commit().await?;
            for seat in people::seats(&services.db, people::SeatFilter::Profile(&person.profile)).await? {
                services.publish_commit(&seat.account.id, None);
            }
            services.wake_mail_worker();
            Ok(())
        })
        .await
    }

    async fn move_profile(
        &self,
        tx: &DatabaseTransaction,
        person: &Person,
        email: &EmailAddress,
        token_hash: &SecretHash,
    ) -> Result<()> {
        let (now, profile) = (self.now(), &person.profile);
        // Accounts are locked before the profile, as everywhere: a transaction with an account's row lock may write to
        // the profile.
        let seats = self.lock_accounts(tx, person).await?;
        let before = people::lock_profile(tx, profile).await?;
        if !email_changes::end(tx, token_hash, now).await? {
            return Err(AppError::NotFound.into());
        }
        email_changes::end_of_profile(tx, profile, now).await?;
        let taken = || ServiceError::from(AppError::Conflict(t::taken(person.locale).to_owned()));
        if people::profile_by_email(tx, email).await?.is_some() {
            return Err(taken());
        }
        people::set_email(tx, profile, email)
            .await
            .map_err(|error| if is_double(&error) { taken() } else { error.into() })?;
        password_links::end_of_profile(tx, profile, now).await?;
        one_time_codes::end_of_profile(tx, profile, now).await?;
        let entry = ProfileEntry {
            event: JournalEvent::EmailChanged(Change::none()),
            origin: Origin::Mail,
            personal: PersonalFields::Move { email_before: person.email.key(), email: email.key() },
        };
        self.journal_everywhere(tx, person, entry).await?;
        self.write_email_changed(tx, &before, email).await?;
        for seat in &seats {
            self.write_administrator_moved(tx, seat, email).await?;
        }
        Ok(())
    }

    /// Returns the reason why no link can be mailed now.
    async fn too_many_links<C: ConnectionTrait>(
        &self,
        tx: &C,
        profile: &ProfileId,
    ) -> Result<Option<fn(Locale) -> &'static str>> {
        let now = self.now();
        let hour = email_changes::requested_in(tx, profile, now.plus_seconds(-3600), now.latest_recorded()).await?;
        if hour.iter().any(|link| link.asked_at > now.plus_seconds(-RESEND_SECONDS)) {
            return Ok(Some(t::just_sent));
        }
        Ok((hour.len() >= PER_HOUR).then_some(t::many_sent))
    }

    /// Stores a link and mails it. For a taken address no link is mailed, and its holder is notified of the request.
    async fn mail_link<C: ConnectionTrait>(
        &self,
        tx: &C,
        profile: &profile::Model,
        email: &EmailAddress,
    ) -> Result<()> {
        let now = self.now();
        let (token, until) = (tokens::link_token(), now.plus_seconds(LINK_HOURS * 3600));
        let link = email_change::Model {
            token_hash: tokens::hash(&token),
            profile_id: profile.id.clone(),
            email: email.into(),
            email_key: email.key(),
            asked_at: now,
            expires_at: until,
            ended_at: None,
        };
        email_changes::insert(tx, link).await?;
        // Runs the same queries in both cases, so that timing does not reveal a taken address.
        let valid_until = self.told_to(tx, profile).await?.long(until);
        match people::profile_by_email(tx, email).await? {
            Some(holder) => self.write_email_taken(tx, &holder).await,
            None => self.write_confirm_email(tx, profile, email, &token, valid_until).await,
        }
    }
}

/// Detects that another profile took the address at the same moment.
fn is_double(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}
