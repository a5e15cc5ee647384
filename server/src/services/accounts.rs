//! Account activation and administrators added by the operator. The `administrators` module stores the
//! seats.

use super::{
    Services,
    administrators::{By, Invitation},
    journal::{self, Actor, Entry, GENESIS_HASH},
    new_id, profiles,
};
use crate::{
    calendar,
    error::{Result, ServiceError},
    store::{self, accounts, entity::account},
};
use esecure::{AccountNumber, EmailAddress, Locale, SingleLine, id::AccountId};
use sea_orm::{EntityTrait, IntoActiveModel as _};
use serde_json::{Value, json};

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
            id: id.to_string(),
            number: activation.number.to_string(),
            company: company.to_string(),
            locale: activation.locale.code().to_owned(),
            time_zone: activation.time_zone.clone(),
            activated_at: now.as_millis(),
            suspended_at: None,
            enforced: false,
            switched_at: None,
            switched_by: None,
            last_request_number: 1000,
            journal_seq: 0,
            journal_hash: GENESIS_HASH.to_owned(),
            version: 0,
            listed_since: 0,
            listed_domains: String::new(),
        };
        account::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
        let row = accounts::lock_and_bump_version(&tx, &id).await?;
        let entry = Entry {
            event: "account_activated",
            actor: Actor::Operator,
            origin: "command_line",
            subject: id.as_str(),
            before: Value::Null,
            after: json!({ "company": company.as_str(), "time_zone": activation.time_zone, "enforced": false }),
            personal: Value::Null,
        };
        journal::append(&tx, id.as_str(), entry, now).await?;
        let invitation = self.add_seat(&tx, &row, &activation.admin, &admin_name, By::Operator).await?;
        tx.commit().await?;
        self.publish_commit(id.as_str(), None);
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
        let found = accounts::by_number(&self.db, number).await?.ok_or_else(super::not_found)?;
        AccountId::parse(&found.id).ok_or(ServiceError::Stored(found.id))
    }
}
