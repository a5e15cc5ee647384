//! Activating accounts and naming administrators: the operator's side.

use super::{
    Services, fresh,
    journal::{self, Actor, BEGINNING, Entry},
};
use crate::{
    calendar,
    error::{Result, ServiceError},
    store::{
        self, accounts,
        entity::{account, administrator, profile},
        people,
    },
};
use esecure::{
    AccountNumber, EmailAddress, Locale,
    id::{AccountId, AdministratorId, ProfileId},
};
use sea_orm::{
    ConnectionTrait, EntityTrait, IntoActiveModel as _, QueryFilter, Set, entity::prelude::*, sea_query::Expr,
};
use serde_json::{Value, json};

/// What names.
#[derive(Debug, Clone)]
pub struct Activation {
    /// The number.
    pub number: AccountNumber,
    /// The company it belongs to.
    pub company: String,
    /// The first administrator.
    pub admin: EmailAddress,
    /// Their name.
    pub admin_name: String,
    /// The account's language: the last to be asked when a reader's is unknown.
    pub locale: Locale,
    /// The account's zone, by IANA name.
    pub time_zone: String,
}

/// Which mail an added administrator gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invitation {
    /// No usable profile yet: *Create password* (R-1.2).
    CreatePassword,
    /// Profile exists: *Welcome* (R-1.3).
    Welcome,
    /// They hold a seat already; nothing was sent.
    Known,
}

impl Services {
    /// activates an account, not enforced, with its first administrator.
    ///
    /// # Errors
    /// [`ServiceError`] with the text for the operator: a number that is activated already, an unknown zone.
    pub async fn activate(&self, activation: Activation) -> Result<(AccountId, Invitation)> {
        if !calendar::is_zone(&activation.time_zone) {
            return Err(ServiceError::field(
                "time-zone",
                format!("{} is not an IANA time zone, such as Europe/Amsterdam", activation.time_zone),
            ));
        }
        let now = self.now();
        let tx = store::begin(&self.db).await?;
        if accounts::by_number(&tx, &activation.number).await?.is_some() {
            return Err(ServiceError::field("number", format!("{} is activated already", activation.number)));
        }
        let id = fresh(AccountId::from_bytes);
        let row = account::Model {
            id: id.to_string(),
            number: activation.number.to_string(),
            company: activation.company.clone(),
            locale: activation.locale.code().to_owned(),
            time_zone: activation.time_zone.clone(),
            activated_at: now.as_millis(),
            suspended_at: None,
            enforced: false,
            switched_at: None,
            switched_by: None,
            last_request_number: 1000,
            journal_seq: 0,
            journal_hash: BEGINNING.to_owned(),
            version: 0,
            listed_since: 0,
            listed_domains: String::new(),
        };
        account::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
        let row = accounts::lock(&tx, &id).await?;
        let entry = Entry {
            event: "account_activated",
            actor: Actor::Operator,
            origin: "command_line",
            subject: id.as_str(),
            before: Value::Null,
            after: json!({ "company": activation.company, "time_zone": activation.time_zone, "enforced": false }),
            personal: Value::Null,
        };
        journal::append(&tx, id.as_str(), entry, now).await?;
        let invitation =
            self.seat(&tx, &row, &activation.admin, &activation.admin_name, Actor::Operator, "command_line").await?;
        tx.commit().await?;
        self.committed(id.as_str(), None);
        Ok((id, invitation))
    }

    /// from the operator's side: adds an administrator to an account.
    ///
    /// # Errors
    /// [`app::AppError::NotFound`] where the number is not activated.
    pub async fn add_administrator(
        &self,
        number: &AccountNumber,
        email: &EmailAddress,
        name: &str,
    ) -> Result<Invitation> {
        let id = self.id_of(number).await?;
        let tx = store::begin(&self.db).await?;
        let row = accounts::lock(&tx, &id).await?;
        let others = people::seats(&tx, people::Of::Account(&row.id)).await?;
        let invitation = self.seat(&tx, &row, email, name, Actor::Operator, "command_line").await?;
        if invitation != Invitation::Known {
            for other in others.iter().filter(|seat| seat.is_active()) {
                self.write_administrator_added(&tx, &row, other, email, name).await?;
            }
        }
        tx.commit().await?;
        self.committed(&row.id, None);
        Ok(invitation)
    }

    pub(super) async fn id_of(&self, number: &AccountNumber) -> Result<AccountId> {
        let found = accounts::by_number(&self.db, number).await?.ok_or_else(super::not_found)?;
        AccountId::parse(&found.id).ok_or(ServiceError::Stored(found.id))
    }

    /// Gives `email` a seat, with the mail that calls for.
    async fn seat<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        email: &EmailAddress,
        name: &str,
        actor: Actor<'_>,
        origin: &str,
    ) -> Result<Invitation> {
        let now = self.now();
        let holder = match people::profile_by_email(tx, email).await? {
            Some(profile) => profile,
            None => {
                let row = profile::Model {
                    id: fresh(ProfileId::from_bytes).to_string(),
                    email: email.original().to_owned(),
                    email_key: email.canonical().to_owned(),
                    name: name.to_owned(),
                    phone: None,
                    locale: account.locale.clone(),
                    password_hash: None,
                    share_contact: false,
                    terms_version: None,
                    terms_accepted_at: None,
                    created_at: now.as_millis(),
                };
                profile::Entity::insert(row.clone().into_active_model()).exec_without_returning(tx).await?;
                row
            }
        };
        let by = self.config.brand.portal.clone();
        let seat = match people::seat_of(tx, &account.id, &holder.id).await? {
            Some(seat) if seat.removed_at.is_none() => return Ok(Invitation::Known),
            Some(mut seat) => {
                seat.removed_at = None;
                let mut change = seat.clone().into_active_model();
                change.removed_at = Set(None);
                administrator::Entity::update(change).exec(tx).await?;
                seat
            }
            None => {
                let seat = administrator::Model {
                    id: fresh(AdministratorId::from_bytes).to_string(),
                    account_id: account.id.clone(),
                    profile_id: holder.id.clone(),
                    added_by: by,
                    added_at: now.as_millis(),
                    welcomed_at: None,
                    removed_at: None,
                };
                administrator::Entity::insert(seat.clone().into_active_model()).exec_without_returning(tx).await?;
                seat
            }
        };
        let entry = Entry {
            event: "administrator_added",
            actor,
            origin,
            subject: &seat.id,
            before: Value::Null,
            after: json!({ "profile": holder.id }),
            personal: json!({ "email": email.canonical(), "name": name }),
        };
        journal::append(tx, &account.id, entry, now).await?;
        if holder.password_hash.is_none() {
            self.write_create_password(tx, &holder, Some(account)).await?;
            Ok(Invitation::CreatePassword)
        } else {
            self.welcome(tx, &people::Seat { seat, account: account.clone(), profile: holder }).await?;
            Ok(Invitation::Welcome)
        }
    }

    /// The *Welcome* mail, once per administrator and account.
    pub(super) async fn welcome<C: ConnectionTrait>(&self, tx: &C, seat: &people::Seat) -> Result<()> {
        let first = administrator::Entity::update_many()
            .col_expr(administrator::Column::WelcomedAt, Expr::value(self.now().as_millis()))
            .filter(administrator::Column::Id.eq(seat.seat.id.as_str()))
            .filter(administrator::Column::WelcomedAt.is_null())
            .exec(tx)
            .await?;
        if first.rows_affected == 1 {
            self.write_welcome(tx, seat).await?;
        }
        Ok(())
    }
}
