//! The reader's own address: the other administrators decide about it, or a sole one approves it with the
//! password.

use crate::{
    error::Result,
    services::{
        Services,
        command::Author as _,
        journal::{Change, Entry, JournalEvent, Origin, PersonalFields, Subject},
        not_found,
    },
    store::{
        people::{self, SeatFilter},
        standings::{self, StandingRecord},
        users,
    },
};
use app::{AppError, pages::users::dto::UserRow};
use esecure::{EmailAddress, SingleLine, Standing, id::UserId, person::Administrator, policy::StandingSource};
use futures::FutureExt as _;
use i18n::{error as t, users as texts};
use sea_orm::ConnectionTrait;

impl Services {
    /// Approves the own address of the only active administrator, with the password, and notifies the operator.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a wrong password, [`AppError::Forbidden`] if there are other active administrators.
    pub async fn approve_own(&self, by: &Administrator, user: UserId, password: String) -> Result<UserRow> {
        self.check_password_limited(by.person(), password, "password").await?;
        let (account, user) = self
            .command(by, move |services, cx| {
                async move {
                    let row = users::get(&cx.tx, &cx.account.id, &user).await?.ok_or_else(not_found)?;
                    if EmailAddress::from_stored(&row.email, &row.email_key) != cx.person().email {
                        return Err(not_found());
                    }
                    if !services.is_sole(&cx.tx, &cx.by).await? {
                        return Err(AppError::Forbidden(t::own_address(cx.locale()).to_owned()).into());
                    }
                    let approved = Standing::Approved { until: None };
                    let record = StandingRecord::decided(approved, StandingSource::List, cx.person(), cx.now);
                    standings::write(&cx.tx, &[&row.id], &record).await?;
                    let change = Change::new(row.standing.into(), record.standing.into());
                    let entry = Entry {
                        event: JournalEvent::OwnAddressApproved(change),
                        actor: cx.by.actor(),
                        origin: Origin::List,
                        subject: Subject::User(&row.id),
                        personal: PersonalFields::Address { email: row.email_key.clone() },
                    };
                    cx.record(entry).await?;
                    services.write_own_address_approved(&cx.tx, &cx.account, cx.person()).await?;
                    Ok((cx.account.clone(), user))
                }
                .boxed()
            })
            .await?;
        self.one_row(by, account, &user).await
    }

    /// Checks that the account has no other active administrator.
    pub(in crate::services) async fn is_sole<C: ConnectionTrait>(&self, db: &C, by: &Administrator) -> Result<bool> {
        Ok(others(db, by).await?.is_empty())
    }

    /// Names the other active administrators in a few words; `None` if there are none.
    pub(super) async fn deciders(&self, by: &Administrator) -> Result<Option<String>> {
        let locale = by.person().locale;
        let mut names = others(&self.db, by).await?.into_iter().map(String::from);
        let (Some(first), second, more) = (names.next(), names.next(), names.count()) else { return Ok(None) };
        let Some(second) = second else { return Ok(Some(first)) };
        Ok(Some(match u64::try_from(more).unwrap_or(u64::MAX) {
            0 => texts::NamesTwo { first, second }.text(locale),
            n => texts::NamesMore { first, second, n }.text(locale),
        }))
    }
}

/// Lists the names of the other active administrators.
async fn others<C: ConnectionTrait>(db: &C, by: &Administrator) -> Result<Vec<SingleLine>> {
    let seats = people::seats(db, SeatFilter::Account(by.account())).await?;
    let others = seats.iter().filter(|seat| seat.is_active() && seat.seat.id != *by.seat());
    Ok(others.map(|seat| people::person(&seat.profile).recorded_name()).collect())
}
