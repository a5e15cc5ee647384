//! Account activation and administrators added by the operator. The `administrators` module stores the
//! seats.

use super::{
    Services,
    administrators::{By, Invitation},
    journal::{
        self, Actor, Change, Entry, GENESIS_HASH, JournalEvent, Origin, PersonalFields, Subject,
        event::ActivatedAccount,
    },
    new_id, profiles,
};
use crate::{
    calendar,
    error::{Result, ServiceError},
    store::{
        self, accounts,
        columns::{Digest, EntryNumber, RequestNumber, Version},
        entity::account,
    },
};
use esecure::{AccountNumber, EmailAddress, Locale, SingleLine, Timestamp, id::AccountId};

#[derive(Debug, Clone)]
pub struct Activation {
    pub number: AccountNumber,
    pub company: String,
    pub admin: EmailAddress,
    pub admin_name: String,
    /// Fallback language when the reader's language is unknown.
    pub locale: Locale,
    /// IANA name of the account's time zone.
    pub time_zone: String,
}

/// Parses a mandatory name from the command line.
fn required(field: &str, text: &str) -> Result<SingleLine> {
    match SingleLine::parse(text, profiles::NAME) {
        Ok(Some(name)) => Ok(name),
        Ok(None) => Err(ServiceError::field(field, "give it in 1 to 80 characters")),
        Err(error) => Err(ServiceError::field(field, error.to_string())),
    }
}

impl Services {
    /// Activates an account, not enforced, with its first administrator.
    ///
    /// # Errors
    /// [`ServiceError`] with a text for the operator: the number is already activated, the time zone is unknown, or the
    /// company or the name is not a single line.
    pub async fn activate(&self, activation: Activation) -> Result<(AccountId, Invitation)> {
        if !calendar::is_zone(&activation.time_zone) {
            return Err(ServiceError::field(
                "time-zone",
                format!("{} is not an IANA time zone, such as Europe/Amsterdam", activation.time_zone),
            ));
        }
        let company = required("company", &activation.company)?;
        let admin_name = required("admin-name", &activation.admin_name)?;
        let now = self.now();
        let tx = store::begin(&self.db).await?;
        if accounts::by_number(&tx, &activation.number).await?.is_some() {
            return Err(ServiceError::field("number", format!("{} is activated already", activation.number)));
        }
        let id = new_id(AccountId::from_bytes);
        let row = account::Model {
            id: id.clone(),
            number: activation.number.clone(),
            company: company.clone(),
            locale: activation.locale,
            time_zone: activation.time_zone.clone(),
            activated_at: now,
            suspended_at: None,
            enforced: false,
            switched_at: None,
            switched_by: None,
            last_request_number: RequestNumber::new(1000),
            journal_seq: EntryNumber::default(),
            journal_hash: Digest::new(GENESIS_HASH),
            version: Version::default(),
            listed_since: Timestamp::from_millis(0),
            listed_domains: Digest::default(),
        };
        accounts::insert(&tx, row).await?;
        let row = accounts::lock_and_bump_version(&tx, &id).await?;
        let activated = ActivatedAccount { company, time_zone: activation.time_zone, enforced: false };
        let entry = Entry {
            event: JournalEvent::AccountActivated(Change::added(activated)),
            actor: Actor::Operator,
            origin: Origin::CommandLine,
            subject: Subject::Account(&id),
            personal: PersonalFields::None,
        };
        journal::append(&tx, &id, entry, now).await?;
        let invitation = self.add_seat(&tx, &row, &activation.admin, &admin_name, By::Operator).await?;
        tx.commit().await?;
        self.publish_commit(&id, None);
        Ok((id, invitation))
    }

    /// Adds an administrator to an account on behalf of the operator.
    ///
    /// # Errors
    /// [`app::AppError::NotFound`] if the number is not activated; a field error if the name is not a single line.
    pub async fn add_administrator(
        &self,
        number: &AccountNumber,
        email: &EmailAddress,
        name: &str,
    ) -> Result<Invitation> {
        let name = required("name", name)?;
        let id = self.id_of(number).await?;
        let tx = store::begin(&self.db).await?;
        let row = accounts::lock_and_bump_version(&tx, &id).await?;
        let invitation = self.add_seat(&tx, &row, email, &name, By::Operator).await?;
        if invitation == Invitation::Known {
            tx.rollback().await?;
            return Ok(invitation);
        }
        tx.commit().await?;
        self.publish_commit(&row.id, None);
        Ok(invitation)
    }

    pub(super) async fn id_of(&self, number: &AccountNumber) -> Result<AccountId> {
        let found = accounts::by_number(&self.db, number).await?;
        found.map(|account| account.id).ok_or_else(super::not_found)
    }
}
