//! Ten seconds of undo in the queue and behind a mail link: the outcome mail waits for them, the verdict does
//! not. Undo restores the standing that the decision replaced, and fails once a newer decision about the address exists.

use super::{
    Services,
    command::CommandContext,
    not_found,
    requests::{ApprovalOptions, DecideOutcome, user_of},
    seat_for,
};
use crate::{
    error::{Result, ServiceError},
    store::{outbox, requests, standings, users},
};
use app::AppError;
use esecure::{
    EmailAddress, SingleLine, id::RequestId, person::Administrator, policy::StandingSource, request::Command,
};
use futures::FutureExt as _;
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
    /// Undoes one's own decision in the queue or behind a mail link, within ten seconds.
    ///
    /// # Errors
    /// [`AppError::Conflict`] if the ten seconds are over, or a newer decision or open request exists;
    /// [`AppError::NotFound`].
    pub async fn undo(&self, seats: &[Administrator], id: RequestId) -> Result<Undone> {
        let accounts = seats.iter().map(Administrator::account);
        let row = requests::get(&self.db, accounts, &id).await?.ok_or_else(not_found)?;
        let seat = seat_for(seats, &row.account_id)?;
        self.command(seat, move |services, cx| undo_decision(services, cx, id).boxed()).await
    }
}

async fn undo_decision(services: &Services, cx: &mut CommandContext<Administrator>, id: RequestId) -> Result<Undone> {
    let locale = cx.locale();
    let late = || ServiceError::from(AppError::Conflict(t::undo_late(locale).to_owned()));
    let row = requests::get(&cx.tx, [&cx.account.id], &id).await?.ok_or_else(not_found)?;
    let (Some(decided), None) = (row.ended_at, cx.account.suspended_at) else { return Err(late()) };
    let user = user_of(&cx.tx, &row).await?;
    // A later decision on the list, by an upload or by a domain takes precedence.
    if user.decided_at != Some(decided) || user.source != Some(StandingSource::Request) {
        return Err(late());
    }
    // An approval that has ended meanwhile may have led to another request; only one can be open.
    if requests::open_of(&cx.tx, &cx.account.id, &EmailAddress::from_stored(&row.email, &row.email_key))
        .await?
        .is_some()
    {
        return Err(late());
    }
    let before = row.standing_before.clone().ok_or_else(late)?.0;
    let undo = Command::Undo { by: &cx.by };
    let options = ApprovalOptions::default();
    let DecideOutcome::Applied(row) = services.apply_command(cx, row, undo, &options).await? else {
        return Err(late());
    };
    standings::write(&cx.tx, &[&user.id], &before).await?;
    outbox::drop_outcome(&cx.tx, &row.id, cx.now).await?;
    let bookings = users::uses_since(&cx.tx, &user.id, decided).await?;
    cx.publish(&row.id);
    let reference =
        |booking: Option<SingleLine>| booking.map_or_else(|| t::undo_unnamed(locale).to_owned(), String::from);
    Ok(Undone { id, email: row.email.into(), bookings: bookings.into_iter().map(reference).collect() })
}
