//! Adds a seat for an administrator, by the operator or a colleague, and sends the invitation mail.

use crate::{
    error::{Result, ServiceError},
    mail::catalogue::Party,
    services::{
        Services,
        journal::{self, Actor, Change, Entry, JournalEvent, Origin, PersonalFields, Subject, event::SeatHolder},
        new_id,
    },
    store::{
        entity::{account, administrator, profile},
        people::{self, AdministratorSeat},
    },
};
use esecure::{
    EmailAddress, SingleLine,
    id::{AdministratorId, ProfileId},
    person::Administrator,
};
use sea_orm::ConnectionTrait;

/// Mail sent to an added administrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invitation {
    /// Profile without a password: *Create password* (R-1.2).
    CreatePassword,
    /// Profile with a password: *Welcome* (R-1.3).
    Welcome,
    /// The address already holds a seat; nothing was sent.
    Known,
}

/// Author of a new seat.
#[derive(Debug, Clone, Copy)]
pub(in crate::services) enum By<'a> {
    /// The carrier's staff, at the command line.
    Operator,
    /// An administrator of the account.
    Colleague(&'a Administrator),
}

impl<'a> By<'a> {
    fn actor(self) -> Actor<'a> {
        match self {
            Self::Operator => Actor::Operator,
            Self::Colleague(by) => Actor::Person(by.person()),
        }
    }

    fn origin(self) -> Origin {
        match self {
            Self::Operator => Origin::CommandLine,
            Self::Colleague(_) => Origin::Page,
        }
    }

    /// Returns the author's name for mails; `None` for the operator.
    pub(in crate::services) fn name(self) -> Option<&'a str> {
        match self {
            Self::Operator => None,
            Self::Colleague(by) => Some(&by.person().name),
        }
    }
}

impl Services {
    /// Adds a seat for `email`, sends the mail of and notifies the active administrators.
    pub(in crate::services) async fn add_seat<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        email: &EmailAddress,
        name: &SingleLine,
        by: By<'_>,
    ) -> Result<Invitation> {
        let now = self.now();
        let others = people::seats(tx, people::SeatFilter::Account(&account.id)).await?;
        let holder = match people::profile_by_email(tx, email).await? {
            Some(profile) => profile,
            None => self.new_profile(tx, account, email, name).await?,
        };
        let found = people::seat_of(tx, &account.id, &holder.id).await?;
        if found.as_ref().is_some_and(|seat| seat.removed_at.is_none()) {
            return Ok(Invitation::Known);
        }
        let again = found.is_some();
        let seat = administrator::Model {
            id: found.as_ref().map_or_else(|| new_id(AdministratorId::from_bytes), |seat| seat.id.clone()),
            account_id: account.id.clone(),
            profile_id: holder.id.clone(),
            added_by: self.author(by)?,
            added_at: now,
            welcomed_at: found.and_then(|seat| seat.welcomed_at),
            removed_at: None,
        };
        if again {
            people::restore_seat(tx, &seat.id, &seat.added_by, seat.added_at).await?;
        } else {
            people::insert_seat(tx, seat.clone()).await?;
        }
        let entry = Entry {
            event: JournalEvent::AdministratorAdded(Change::added(SeatHolder { profile: holder.id.clone() })),
            actor: by.actor(),
            origin: by.origin(),
            subject: Subject::Administrator(&seat.id),
            personal: PersonalFields::Holder { email: email.key(), name: Some(name.clone()) },
        };
        journal::append(tx, &account.id, entry, now).await?;
        for other in others.iter().filter(|other| other.is_active()) {
            // Shows the name typed by the author: an existing profile may have another name, given by another account.
            let whom = Party { name: Some(name.to_string()), email: email.original().to_owned() };
            self.write_administrator_added(tx, account, other, whom, by.name()).await?;
        }
        if holder.password_hash.is_none() {
            self.write_create_password(tx, &holder, Some(account), by.name()).await?;
            Ok(Invitation::CreatePassword)
        } else {
            self.welcome(tx, &AdministratorSeat { seat, account: account.clone(), profile: holder }).await?;
            Ok(Invitation::Welcome)
        }
    }

    /// Returns the name stored with a seat: the colleague's, or the portal's for the operator.
    pub(super) fn author(&self, by: By<'_>) -> Result<SingleLine> {
        match by {
            By::Operator => SingleLine::clean(&self.config.brand.portal)
                .ok_or_else(|| ServiceError::Internal("the portal has no name".to_owned())),
            By::Colleague(by) => Ok(by.person().recorded_name()),
        }
    }

    async fn new_profile<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        email: &EmailAddress,
        name: &SingleLine,
    ) -> Result<profile::Model> {
        let row = profile::Model {
            id: new_id(ProfileId::from_bytes),
            email: email.into(),
            email_key: email.key(),
            name: name.to_string(),
            phone: None,
            locale: account.locale,
            password_hash: None,
            share_contact: false,
            terms_version: None,
            terms_accepted_at: None,
            created_at: self.now(),
            shortcuts: true,
            decides_by_mail: true,
        };
        people::insert_profile(tx, row.clone()).await?;
        Ok(row)
    }

    /// Sends the *Welcome* mail, once per administrator and account.
    pub(in crate::services) async fn welcome<C: ConnectionTrait>(
        &self,
        tx: &C,
        seat: &AdministratorSeat,
    ) -> Result<()> {
        if people::mark_welcomed(tx, &seat.seat.id, self.now()).await? {
            self.write_welcome(tx, seat).await?;
        }
        Ok(())
    }
}
