//! Administrators of an account: listing, adding, inviting again and removing them.

mod seat;

use super::{
    Services,
    journal::{self, Actor, Entry},
    not_found, profiles, run_to_completion,
};
use crate::{
    api::read::email_problem,
    error::{Result, ServiceError},
    mail::catalogue::Party,
    services::parse_email,
    store::{
        self, accounts,
        entity::{administrator, decision_link, password_link},
        people::{self, AdministratorSeat},
    },
};
use app::{
    AppError,
    error::Problem,
    pages::administrators::dto::{AdministratorForm, AdministratorRow, Administrators, SeatState},
};
use esecure::{Timestamp, id::AdministratorId, person::Administrator};
use i18n::administrator_error as t;
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, entity::prelude::*, sea_query::Expr};
use serde_json::{Value, json};

pub(super) use seat::By;
pub use seat::Invitation;

impl Services {
    /// Lists the seats of the account, oldest first.
    pub async fn administrators(&self, by: &Administrator) -> Result<Administrators> {
        let account = accounts::get(&self.db, by.account()).await?;
        let calendar = self.calendar(&account, by.person().locale);
        let seats = people::seats(&self.db, people::SeatFilter::Account(&account.id)).await?;
        let active = seats.iter().filter(|seat| seat.is_active()).count();
        let row = |seat: &AdministratorSeat| {
            Ok(AdministratorRow {
                id: AdministratorId::parse(&seat.seat.id).ok_or_else(|| ServiceError::Stored(seat.seat.id.clone()))?,
                name: seat.profile.name.clone(),
                email: seat.profile.email.clone(),
                state: match &seat.profile.password_hash {
                    _ if seat.is_active() => SeatState::Active,
                    Some(_) => SeatState::TermsDue,
                    None => SeatState::Invited,
                },
                by: seat.seat.added_by.clone(),
                when: calendar.when(Timestamp::from_millis(seat.seat.added_at)),
                own: seat.seat.id == by.seat().as_str(),
                last: active == 1 && seat.is_active(),
            })
        };
        Ok(Administrators { rows: seats.iter().map(row).collect::<Result<_>>()? })
    }

    /// Adds an administrator, sends the mail of and notifies the active administrators. A removed
    /// administrator can be added again.
    ///
    /// # Errors
    /// [`AppError::Invalid`] by field; an address that already holds a seat is an error at `email`.
    pub async fn name_administrator(&self, by: &Administrator, form: AdministratorForm) -> Result<Administrators> {
        let locale = by.person().locale;
        let mut problems = Vec::new();
        let parsed = parse_email(&form.email);
        if let Err(error) = &parsed {
            problems.push(Problem { field: "email".to_owned(), text: email_problem(*error, locale).to_owned() });
        }
        let name = profiles::read_name(&form.name, locale);
        problems.extend(name.as_ref().err().cloned());
        let (Ok(email), Ok(name)) = (parsed, name) else {
            return Err(ServiceError::fields(problems));
        };
        let (services, by) = (self.clone(), by.clone());
        run_to_completion(async move {
            let tx = store::begin(&services.db).await?;
            let account = accounts::lock_and_bump_version(&tx, by.account()).await?;
            services.ensure_active(&tx, &by).await?;
            let given = services.add_seat(&tx, &account, &email, &name, By::Colleague(&by)).await?;
            if given == Invitation::Known {
                return Err(ServiceError::field("email", t::known(locale, email.original())));
            }
            tx.commit().await?;
            services.publish_commit(&account.id, None);
            services.administrators(&by).await
        })
        .await
    }

    /// Sends the *Create password* mail again, at most once a minute. Earlier links stay valid.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a seat of another account; [`AppError::Conflict`] if the profile already has a
    /// password or the last mail is less than a minute old.
    pub async fn invite_again(&self, by: &Administrator, id: AdministratorId) -> Result<Administrators> {
        let (services, by) = (self.clone(), by.clone());
        run_to_completion(async move {
            let (locale, now) = (by.person().locale, services.now());
            let tx = store::begin(&services.db).await?;
            let account = accounts::lock_and_bump_version(&tx, by.account()).await?;
            services.ensure_active(&tx, &by).await?;
            let seat = held(&tx, &by, &id).await?;
            if seat.profile.password_hash.is_some() {
                return Err(AppError::Conflict(t::has_password(locale, &seat.profile.name)).into());
            }
            if profiles::link_is_young(&tx, &seat.profile.id, now).await? {
                return Err(AppError::Conflict(t::just_sent(locale).to_owned()).into());
            }
            services.write_create_password(&tx, &seat.profile, Some(&account), By::Colleague(&by).name()).await?;
            let entry = Entry {
                event: "administrator_invited_again",
                actor: Actor::Person(by.person()),
                origin: "page",
                subject: &seat.seat.id,
                before: Value::Null,
                after: Value::Null,
                personal: json!({ "email": seat.profile.email_key }),
            };
            journal::append(&tx, &account.id, entry, now).await?;
            tx.commit().await?;
            services.publish_commit(&account.id, None);
            services.administrators(&by).await
        })
        .await
    }

    /// Removes a seat, including the caller's own, but never the last active one. Revokes the links mailed to the seat
    /// and the holder's remembered devices, and notifies the remaining active administrators, including the caller.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a seat of another account or one already removed; [`AppError::Forbidden`] for the
    /// last active administrator.
    pub async fn remove_administrator(&self, by: &Administrator, id: AdministratorId) -> Result<()> {
        let (services, by) = (self.clone(), by.clone());
        run_to_completion(async move {
            let now = services.now();
            let tx = store::begin(&services.db).await?;
            let account = accounts::lock_and_bump_version(&tx, by.account()).await?;
            services.ensure_active(&tx, &by).await?;
            let seat = held(&tx, &by, &id).await?;
            let mut others = people::seats(&tx, people::SeatFilter::Account(&account.id)).await?;
            others.retain(|other| other.seat.id != seat.seat.id && other.is_active());
            // Checked under the row lock: of two administrators who remove each other, the second is no longer active.
            if others.is_empty() {
                return Err(AppError::Forbidden(t::last(by.person().locale).to_owned()).into());
            }
            end_seat(&tx, &seat, now).await?;
            let entry = Entry {
                event: "administrator_removed",
                actor: Actor::Person(by.person()),
                origin: "page",
                subject: &seat.seat.id,
                before: json!({ "profile": seat.profile.id }),
                after: Value::Null,
                personal: json!({ "email": seat.profile.email_key, "name": seat.profile.name }),
            };
            journal::append(&tx, &account.id, entry, now).await?;
            for other in &others {
                let whom = Party { name: Some(seat.profile.name.clone()), email: seat.profile.email.clone() };
                services.write_administrator_removed(&tx, &account, other, whom, &by.person().name).await?;
            }
            tx.commit().await?;
            services.publish_commit(&account.id, None);
            Ok(())
        })
        .await
    }
}

/// Loads a seat of the administrator's account that has not been removed.
async fn held<C: ConnectionTrait>(tx: &C, by: &Administrator, id: &AdministratorId) -> Result<AdministratorSeat> {
    let seat = people::seat(tx, id.as_str()).await?;
    seat.filter(|seat| seat.account.id == by.account().as_str() && seat.seat.removed_at.is_none()).ok_or_else(not_found)
}

/// Marks a seat as removed and revokes its decision links, remembered devices and unused invitation.
async fn end_seat<C: ConnectionTrait>(tx: &C, seat: &AdministratorSeat, now: Timestamp) -> Result<()> {
    administrator::Entity::update_many()
        .col_expr(administrator::Column::RemovedAt, Expr::value(now.as_millis()))
        .filter(administrator::Column::Id.eq(seat.seat.id.as_str()))
        .exec(tx)
        .await?;
    // Deleted permanently: adding the seat again must not revalidate links in old mails.
    decision_link::Entity::delete_many()
        .filter(decision_link::Column::AdministratorId.eq(seat.seat.id.as_str()))
        .exec(tx)
        .await?;
    profiles::forget_devices(tx, &seat.profile.id).await?;
    // Deletes pending invitations, unless the profile has a password or another seat and so belongs to its holder.
    let elsewhere = !people::seats(tx, people::SeatFilter::Profile(&seat.profile.id)).await?.is_empty();
    if seat.profile.password_hash.is_none() && !elsewhere {
        password_link::Entity::delete_many()
            .filter(password_link::Column::ProfileId.eq(seat.profile.id.as_str()))
            .exec(tx)
            .await?;
    }
    Ok(())
}
