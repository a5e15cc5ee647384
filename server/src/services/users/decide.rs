//! Decisions on the list, one address at a time.

use crate::{
    error::Result,
    services::{
        Services, complete,
        journal::{self, Actor, Entry},
        not_found,
        requests::set_standing,
    },
    store::{self, accounts, people, users},
};
use app::{
    AppError,
    locales::error as t,
    view::{Choice, UserRow},
};
use esecure::{EmailAddress, Standing, id::UserId, person::Administrator, request::Way};
use sea_orm::ConnectionTrait;
use serde_json::json;

impl Services {
    /// Approves or rejects one address of the list; closes its open request, with the outcome mail. Rejecting an approved
    /// address tells it; otherwise a list decision is silent.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for an address of another account, [`AppError::Forbidden`] for one's own.
    pub async fn decide_user(&self, by: &Administrator, user: UserId, choice: Choice) -> Result<UserRow> {
        self.decide_listed(by, user, choice, false).await
    }

    /// the only active administrator approves their own address, with the password; the operator is told.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a wrong password, [`AppError::Forbidden`] where there are other active administrators.
    pub async fn approve_own(&self, by: &Administrator, user: UserId, password: String) -> Result<UserRow> {
        self.confirm_password(by.person(), password).await?;
        self.decide_listed(by, user, Choice::Approve, true).await
    }

    async fn decide_listed(&self, by: &Administrator, user: UserId, choice: Choice, own: bool) -> Result<UserRow> {
        let (services, by) = (self.clone(), by.clone());
        complete(async move {
            let now = services.now();
            let tx = store::begin(&services.db).await?;
            let account = accounts::lock(&tx, by.account()).await?;
            services.still_active(&tx, &by).await?;
            let row = users::get(&tx, &account.id, &user).await?.ok_or_else(not_found)?;
            let email = EmailAddress::from_stored(&row.email, &row.email_key);
            if email == by.person().email {
                let allowed = own && services.is_sole(&tx, &by).await?;
                if !allowed {
                    return Err(AppError::Forbidden(t::own_address(by.person().locale).to_owned()).into());
                }
            } else if own {
                return Err(not_found());
            }
            let approve = choice == Choice::Approve;
            let before = users::standing(&row);
            let closed = if own {
                None
            } else {
                services.close_by_decision(&tx, &account, &email, &by, approve, Way::List).await?
            };
            let who = (by.person().profile.as_str(), by.person().name.as_str());
            set_standing(&tx, &row.id, approve, "list", Some(who), now).await?;
            let entry = Entry {
                event: if own { "own_address_approved" } else { "standing_changed" },
                actor: Actor::Person(by.person()),
                origin: "list",
                subject: &row.id,
                before: json!({ "standing": row.standing }),
                after: json!({ "standing": if approve { "approved" } else { "rejected" } }),
                personal: json!({ "email": row.email_key }),
            };
            journal::append(&tx, &account.id, entry, now).await?;
            if !approve && closed.is_none() && matches!(before, Standing::Approved { .. }) {
                services.write_revoked(&tx, &account, &row).await?;
            }
            if own {
                services.write_own_address_approved(&tx, &account, by.person()).await?;
            }
            tx.commit().await?;
            services.committed(&account.id, closed.as_ref().map(|row| row.id.as_str()));
            services.one_row(&by, account, &user).await
        })
        .await
    }

    /// Whether nobody else is an active administrator of the account.
    pub(in crate::services) async fn is_sole<C: ConnectionTrait>(&self, db: &C, by: &Administrator) -> Result<bool> {
        let seats = people::seats(db, people::Of::Account(by.account().as_str())).await?;
        Ok(seats.iter().filter(|seat| seat.is_active()).all(|seat| seat.seat.id == by.seat().as_str()))
    }
}
