//! Administrators of an account: listing, adding, inviting again and removing them.

mod seat;

use super::{
    Services,
    command::{Author as _, CommandContext},
    journal::{Change, Entry, JournalEvent, Origin, PersonalFields, Subject, event::SeatHolder},
    not_found, profiles,
};
use crate::{
    api::read::email_problem,
    error::{Result, ServiceError},
    mail::catalogue::Party,
    services::parse_email,
    store::{
        accounts, decision_links, devices, password_links,
        people::{self, AdministratorSeat},
    },
};
use app::{
    AppError,
    error::Problem,
    pages::administrators::dto::{AdministratorForm, AdministratorRow, Administrators, SeatState},
};
use esecure::{SingleLine, Timestamp, id::AdministratorId, person::Administrator};
use futures::FutureExt as _;
use i18n::administrator_error as t;
use sea_orm::ConnectionTrait;

pub(super) use seat::By;
pub use seat::Invitation;

impl Services {
    /// Lists the seats of the account, oldest first.
    pub async fn administrators(&self, by: &Administrator) -> Result<Administrators> {
        let account = accounts::get(&self.db, by.account()).await?;
        let locale = by.person().locale;
        let calendar = self.calendar(&account, locale);
        let operator = self.author(By::Operator)?;
        let seats = people::seats(&self.db, people::SeatFilter::Account(&account.id)).await?;
        let active = seats.iter().filter(|seat| seat.is_active()).count();
        let row = |seat: &AdministratorSeat| AdministratorRow {
            id: seat.seat.id.clone(),
            name: seat.profile.name.clone(),
            email: seat.profile.email.to_string(),
            state: match &seat.profile.password_hash {
                _ if seat.is_active() => SeatState::Active,
                Some(_) => SeatState::TermsDue,
                None => SeatState::Invited,
            },
            by: match &seat.seat.added_by {
                by if *by == operator => i18n::administrators::carrier(locale).to_owned(),
                by => by.to_string(),
            },
            when: calendar.when(seat.seat.added_at),
            own: seat.seat.id == *by.seat(),
            last: active == 1 && seat.is_active(),
        };
        Ok(Administrators { rows: seats.iter().map(row).collect() })
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
        self.command(by, move |services, cx| {
            async move {
                let by = By::Colleague(&cx.by);
                if services.add_seat(&cx.tx, &cx.account, &email, &name, by).await? == Invitation::Known {
                    return Err(ServiceError::field("email", t::known(locale, email.original())));
                }
                Ok(())
            }
            .boxed()
        })
        .await?;
        self.administrators(by).await
    }

    /// Sends the *Create password* mail again, at most once a minute. Earlier links stay valid.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a seat of another account; [`AppError::Conflict`] if the profile already has a
    /// password or the last mail is less than a minute old.
    pub async fn invite_again(&self, by: &Administrator, id: AdministratorId) -> Result<Administrators> {
        self.command(by, move |services, cx| {
            async move {
                let locale = cx.locale();
                let seat = held(cx, &id).await?;
                if seat.profile.password_hash.is_some() {
                    return Err(AppError::Conflict(t::has_password(locale, &seat.profile.name)).into());
                }
                if profiles::link_is_young(&cx.tx, &seat.profile.id, cx.now).await? {
                    return Err(AppError::Conflict(t::just_sent(locale).to_owned()).into());
                }
                let inviter = By::Colleague(&cx.by).name();
                services.write_create_password(&cx.tx, &seat.profile, Some(&cx.account), inviter).await?;
                let entry = Entry {
                    event: JournalEvent::AdministratorInvitedAgain(Change::none()),
                    actor: cx.by.actor(),
                    origin: Origin::Page,
                    subject: Subject::Administrator(&seat.seat.id),
                    personal: PersonalFields::Address { email: seat.profile.email_key.clone() },
                };
                cx.record(entry).await
            }
            .boxed()
        })
        .await?;
        self.administrators(by).await
    }

    /// Removes a seat, including the caller's own, but never the last active one. Revokes the links mailed to the seat
    /// and the holder's remembered devices, and notifies the remaining active administrators, including the caller.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a seat of another account or one already removed; [`AppError::Forbidden`] for the
    /// last active administrator.
    pub async fn remove_administrator(&self, by: &Administrator, id: AdministratorId) -> Result<()> {
        self.command(by, move |services, cx| remove(services, cx, id).boxed()).await
    }
}

async fn remove(services: &Services, cx: &mut CommandContext<Administrator>, id: AdministratorId) -> Result<()> {
    let seat = held(cx, &id).await?;
    let mut others = people::seats(&cx.tx, people::SeatFilter::Account(&cx.account.id)).await?;
    others.retain(|other| other.seat.id != seat.seat.id && other.is_active());
    // Checked under the row lock: of two administrators who remove each other, the second is no longer active.
    if others.is_empty() {
        return Err(AppError::Forbidden(t::last(cx.locale()).to_owned()).into());
    }
    end_seat(&cx.tx, &seat, cx.now).await?;
    let entry = Entry {
        event: JournalEvent::AdministratorRemoved(Change::removed(SeatHolder { profile: seat.profile.id.clone() })),
        actor: cx.by.actor(),
        origin: Origin::Page,
        subject: Subject::Administrator(&seat.seat.id),
        personal: PersonalFields::Holder {
            email: seat.profile.email_key.clone(),
            name: SingleLine::clean(&seat.profile.name),
        },
    };
    cx.record(entry).await?;
    for other in &others {
        let whom = Party { name: Some(seat.profile.name.clone()), email: seat.profile.email.to_string() };
        services.write_administrator_removed(&cx.tx, &cx.account, other, whom, &cx.person().name).await?;
    }
    Ok(())
}

/// Loads a seat of the administrator's account that has not been removed.
async fn held(cx: &CommandContext<Administrator>, id: &AdministratorId) -> Result<AdministratorSeat> {
    let seat = people::seat(&cx.tx, id).await?;
    seat.filter(|seat| seat.account.id == cx.account.id && seat.seat.removed_at.is_none()).ok_or_else(not_found)
}

/// Marks a seat as removed and revokes its decision links, remembered devices and unused invitation.
async fn end_seat<C: ConnectionTrait>(tx: &C, seat: &AdministratorSeat, now: Timestamp) -> Result<()> {
    people::remove_seat(tx, &seat.seat.id, now).await?;
    // Deleted permanently: adding the seat again must not revalidate links in old mails.
    decision_links::delete_of_seat(tx, &seat.seat.id).await?;
    devices::delete_of_profile(tx, &seat.profile.id).await?;
    // Deletes pending invitations, unless the profile has a password or another seat and so belongs to its holder.
    let elsewhere = !people::seats(tx, people::SeatFilter::Profile(&seat.profile.id)).await?.is_empty();
    if seat.profile.password_hash.is_none() && !elsewhere {
        password_links::delete_of_profile(tx, &seat.profile.id).await?;
    }
    Ok(())
}
