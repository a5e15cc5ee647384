//! Ten seconds of undo on the page: the outcome mail waits for them, the verdict does not. Undo restores the
//! standing that the decision replaced, and fails once a newer decision about the address exists.

use super::{
    Services,
    journal::Actor,
    not_found,
    requests::{DecideOutcome, StandingSnapshot, restore, user_of},
    run_to_completion, seat_for,
};
use crate::{
    error::{Result, ServiceError},
    store::{self, accounts, outbox, requests, users},
};
use app::AppError;
use esecure::{Timestamp, id::RequestId, person::Administrator, request::Command};
use i18n::error as t;

/// A decision that was undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// The request, which is open again.
    pub id: RequestId,
    pub email: String,
    /// References of the shipments booked meanwhile; they stay booked.
    pub bookings: Vec<String>,
}

impl Services {
    /// Undoes one's own decision on the page, within ten seconds.
    ///
    /// # Errors
    /// [`AppError::Conflict`] if the ten seconds are over or a newer decision exists; [`AppError::NotFound`].
    pub async fn undo(&self, seats: &[Administrator], id: RequestId) -> Result<Undone> {
        let accounts = seats.iter().map(|seat| seat.account().as_str());
        let row = requests::get(&self.db, accounts, &id).await?.ok_or_else(not_found)?;
        let seat = seat_for(seats, &row.account_id)?;
        let (services, by) = (self.clone(), seat.clone());
        run_to_completion(async move { services.undo_on_page(by, id).await }).await
    }

    async fn undo_on_page(&self, by: Administrator, id: RequestId) -> Result<Undone> {
        let (now, locale) = (self.now(), by.person().locale);
        let late = || ServiceError::from(AppError::Conflict(t::undo_late(locale).to_owned()));
        let tx = store::begin(&self.db).await?;
        let account = accounts::lock_and_bump_version(&tx, by.account()).await?;
        self.ensure_active(&tx, &by).await?;
        let row = requests::get(&tx, [account.id.as_str()], &id).await?.ok_or_else(not_found)?;
        let (Some(decided), None) = (row.ended_at, account.suspended_at) else { return Err(late()) };
        let user = user_of(&tx, &row).await?;
        // A later decision on the list, by an upload or by a domain takes precedence.
        if user.decided_at != Some(decided) || user.source.as_deref() != Some("request") {
            return Err(late());
        }
        let snapshot: StandingSnapshot =
            row.standing_before.as_deref().and_then(|b| serde_json::from_str(b).ok()).ok_or_else(late)?;
        let undone = Command::Undo { by: &by };
        let DecideOutcome::Applied(row) =
            self.apply_command(&tx, &account, row, undone, Actor::Person(by.person()), now).await?
        else {
            return Err(late());
        };
        restore(&tx, &user, snapshot).await?;
        outbox::drop_outcome(&tx, &row.id, now).await?;
        let bookings = users::uses_since(&tx, &user.id, Timestamp::from_millis(decided)).await?;
        tx.commit().await?;
        self.publish_commit(&row.account_id, Some(&row.id));
        let reference = |booking: Option<String>| booking.unwrap_or_else(|| t::undo_unnamed(locale).to_owned());
        Ok(Undone { id, email: row.email, bookings: bookings.into_iter().map(reference).collect() })
    }
}
