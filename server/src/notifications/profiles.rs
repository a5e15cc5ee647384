//! Mails about a profile: create password, welcome, change of address and of password.

use super::to_seat;
use crate::{
    calendar::Calendar,
    error::Result,
    mail::{
        catalogue::{
            ConfirmEmail, CreatePassword, EmailChangeStep, EmailChanged, EmailTaken, Mail, PasswordChanged,
            ResetPassword, Welcome,
        },
        outbox::{MailRefs, Recipient},
    },
    services::{Services, profiles::LINK_HOURS},
    store::{
        entity::{account, profile},
        people::{self, AdministratorSeat},
    },
};
use app::routes;
use esecure::{EmailAddress, EmailSpelling};
use sea_orm::ConnectionTrait;

impl Services {
    /// Sends *Create password* with a new link, or *Reset your password* to a profile that has one. `account` is
    /// `None` if the person asked for the link; `by` names the colleague who added the administrator, `None` the
    /// operator.
    pub(crate) async fn write_create_password<C: ConnectionTrait>(
        &self,
        tx: &C,
        profile: &profile::Model,
        account: Option<&account::Model>,
        by: Option<&str>,
    ) -> Result<()> {
        let locale = profile.locale;
        let seats = people::seats(tx, people::SeatFilter::Profile(&profile.id)).await?;
        let first = account.or_else(|| seats.first().map(|seat| &seat.account));
        let token = self.password_link(tx, &profile.id).await?;
        let until = self.now().plus_seconds(LINK_HOURS * 3600);
        let zone = first.map_or("UTC", |account| account.time_zone.as_str());
        let link = self.link(&routes::with_token(routes::CREATE_PASSWORD, &token));
        let valid_until = Calendar::new(locale, zone, self.now()).long(until);
        let mail = if profile.password_hash.is_some() {
            Mail::ResetPassword(ResetPassword { link, valid_until })
        } else {
            Mail::CreatePassword(CreatePassword {
                company: first.map_or_else(|| self.config.brand.portal.clone(), |account| account.company.to_string()),
                added_by: by.map(str::to_owned),
                several: seats.len() > 1,
                link,
                valid_until,
            })
        };
        let refs = MailRefs { profile: Some(&profile.id), account: first.map(|a| &a.id), ..MailRefs::default() };
        self.write(tx, &mail, Recipient { to_email: &profile.email, to_name: &profile.name, locale, refs }).await
    }

    pub(crate) async fn write_welcome<C: ConnectionTrait>(&self, tx: &C, seat: &AdministratorSeat) -> Result<()> {
        let mail = Mail::Welcome(Welcome {
            company: seat.account.company.to_string(),
            account: seat.account.number.masked(),
            enforced: seat.account.enforced,
            link: self.link(&routes::with_query(routes::SETUP, &format!("account={}", seat.account.id))),
        });
        self.write(tx, &mail, to_seat(seat, MailRefs::default())).await
    }

    /// Sends the confirmation link to a new address. The mail does not name the person, since its reader may be
    /// a stranger.
    pub(crate) async fn write_confirm_email<C: ConnectionTrait>(
        &self,
        tx: &C,
        profile: &profile::Model,
        email: &EmailAddress,
        token: &str,
        valid_until: String,
    ) -> Result<()> {
        let link = self.link(&routes::with_token(routes::CONFIRM_EMAIL, token));
        let mail = Mail::ConfirmEmail(ConfirmEmail { link, valid_until });
        let to_email = EmailSpelling::from(email);
        self.write(tx, &mail, Recipient { to_email: &to_email, to_name: "", ..to_profile(profile) }).await
    }

    /// Notifies the holder of an address of an attempt to use it for another profile.
    pub(crate) async fn write_email_taken<C: ConnectionTrait>(&self, tx: &C, holder: &profile::Model) -> Result<()> {
        let mail = Mail::EmailTaken(EmailTaken { link: self.link(routes::SIGN_IN) });
        self.write(tx, &mail, to_profile(holder)).await
    }

    /// Notifies the old address that a change to a new one was requested.
    pub(crate) async fn write_email_change_asked<C: ConnectionTrait>(
        &self,
        tx: &C,
        profile: &profile::Model,
        email: &EmailAddress,
    ) -> Result<()> {
        self.write_email_step(tx, profile, email, EmailChangeStep::Asked { link: self.link(routes::PROFILE) }).await
    }

    /// Notifies the old address that the change is complete. `before` is the profile before the change.
    pub(crate) async fn write_email_changed<C: ConnectionTrait>(
        &self,
        tx: &C,
        before: &profile::Model,
        email: &EmailAddress,
    ) -> Result<()> {
        self.write_email_step(tx, before, email, EmailChangeStep::Done).await
    }

    async fn write_email_step<C: ConnectionTrait>(
        &self,
        tx: &C,
        before: &profile::Model,
        email: &EmailAddress,
        step: EmailChangeStep,
    ) -> Result<()> {
        let when = self.told_to(tx, before).await?.long(self.now());
        let mail = Mail::EmailChanged(EmailChanged { step, email: email.original().to_owned(), when });
        self.write(tx, &mail, to_profile(before)).await
    }

    /// Notifies a person that their password was changed.
    pub(crate) async fn write_password_changed<C: ConnectionTrait>(
        &self,
        tx: &C,
        profile: &profile::Model,
    ) -> Result<()> {
        let when = self.told_to(tx, profile).await?.long(self.now());
        let mail = Mail::PasswordChanged(PasswordChanged { when, link: self.link(routes::RESET_PASSWORD) });
        self.write(tx, &mail, to_profile(profile)).await
    }

    /// Returns the calendar for mails to a person: their language and the time zone of their first account.
    pub(crate) async fn told_to<C: ConnectionTrait>(&self, tx: &C, profile: &profile::Model) -> Result<Calendar> {
        let seats = people::seats(tx, people::SeatFilter::Profile(&profile.id)).await?;
        let zone = seats.first().map_or("UTC", |seat| seat.account.time_zone.as_str());
        Ok(Calendar::new(profile.locale, zone, self.now()))
    }
}

fn to_profile(profile: &profile::Model) -> Recipient<'_> {
    Recipient {
        to_email: &profile.email,
        to_name: &profile.name,
        locale: profile.locale,
        refs: MailRefs { profile: Some(&profile.id), ..MailRefs::default() },
    }
}
