//! Ten seconds of undo on the page: the outcome mail waits for them, the verdict does not. Undo restores the
//! standing that the decision replaced, and fails once a newer decision about the address exists.

use super::{Services, complete, journal::Actor, not_found, queue::seat_for, requests::Decided};
use crate::{
    error::{Result, ServiceError},
    store::{
        self, accounts,
        entity::{account_user, request},
        outbox, requests, users,
    },
};
use app::AppError;
use esecure::{
    Timestamp,
    id::RequestId,
    person::Administrator,
    request::{Command, Decision, DecisionChannel, UNDO_SECONDS},
};
use i18n::error as t;
use sea_orm::{ConnectionTrait, EntityTrait as _, QueryFilter as _, entity::prelude::*, sea_query::Expr};
use serde::{Deserialize, Serialize};

/// Seconds that the outcome mail waits beyond the undo period, so that none leaves during an undo.
const GUARD_SECONDS: i64 = 2;

/// Standing of an address before a decision.
#[derive(Debug, Serialize, Deserialize)]
struct Before {
    standing: String,
    valid_until: Option<i64>,
    note: Option<String>,
    source: Option<String>,
    decided_by: Option<String>,
    decided_by_name: Option<String>,
    decided_at: Option<i64>,
}

/// A decision that was undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// The request, which is open again.
    pub id: RequestId,
    pub email: String,
    /// References of the shipments booked meanwhile; they stay booked.
    pub bookings: Vec<String>,
}

/// Returns the earliest time at which the mail about a decision may leave.
pub(super) fn mail_leaves(decision: Option<&Decision>, now: Timestamp) -> Timestamp {
    match decision {
        Some(decision) if decision.channel == DecisionChannel::Page => now.plus_seconds(UNDO_SECONDS + GUARD_SECONDS),
        _ => now,
    }
}

/// Stores the standing that a decision on this request is about to replace, and returns the address's row.
pub(super) async fn remember<C: ConnectionTrait>(tx: &C, row: &request::Model) -> Result<account_user::Model> {
    let user = user(tx, row).await?;
    let kept = user.clone();
    let before = Before {
        standing: kept.standing,
        valid_until: kept.valid_until,
        note: kept.note,
        source: kept.source,
        decided_by: kept.decided_by,
        decided_by_name: kept.decided_by_name,
        decided_at: kept.decided_at,
    };
    let before = serde_json::to_string(&before).map_err(|error| ServiceError::Internal(error.to_string()))?;
    request::Entity::update_many()
        .col_expr(request::Column::StandingBefore, Expr::value(before))
        .filter(request::Column::Id.eq(row.id.as_str()))
        .exec(tx)
        .await?;
    Ok(user)
}

async fn user<C: ConnectionTrait>(tx: &C, row: &request::Model) -> Result<account_user::Model> {
    account_user::Entity::find_by_id(&row.user_id).one(tx).await?.ok_or_else(not_found)
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
        complete(async move { services.undo_on_page(by, id).await }).await
    }

    async fn undo_on_page(&self, by: Administrator, id: RequestId) -> Result<Undone> {
        let (now, locale) = (self.now(), by.person().locale);
        let late = || ServiceError::from(AppError::Conflict(t::undo_late(locale).to_owned()));
        let tx = store::begin(&self.db).await?;
        let account = accounts::lock(&tx, by.account()).await?;
        self.still_active(&tx, &by).await?;
        let row = requests::get(&tx, [account.id.as_str()], &id).await?.ok_or_else(not_found)?;
        let (Some(decided), None) = (row.ended_at, account.suspended_at) else { return Err(late()) };
        let user = user(&tx, &row).await?;
        // A later decision on the list, by an upload or by a domain takes precedence.
        if user.decided_at != Some(decided) || user.source.as_deref() != Some("request") {
            return Err(late());
        }
        let before: Before =
            row.standing_before.as_deref().and_then(|b| serde_json::from_str(b).ok()).ok_or_else(late)?;
        let undone = Command::Undo { by: &by };
        let Decided::Won(row) = self.apply(&tx, &account, row, undone, Actor::Person(by.person()), now).await? else {
            return Err(late());
        };
        put_back(&tx, &user, before).await?;
        outbox::drop_outcome(&tx, &row.id, now).await?;
        let bookings = users::uses_since(&tx, &user.id, Timestamp::from_millis(decided)).await?;
        tx.commit().await?;
        self.committed(&row.account_id, Some(&row.id));
        let reference = |booking: Option<String>| booking.unwrap_or_else(|| t::undo_unnamed(locale).to_owned());
        Ok(Undone { id, email: row.email, bookings: bookings.into_iter().map(reference).collect() })
    }
}

async fn put_back<C: ConnectionTrait>(tx: &C, user: &account_user::Model, before: Before) -> Result<()> {
    use account_user::Column as C_;
    let listed = user.uses > 0 || before.standing != "undecided";
    account_user::Entity::update_many()
        .col_expr(C_::Standing, Expr::value(before.standing))
        .col_expr(C_::ValidUntil, Expr::value(before.valid_until))
        .col_expr(C_::Note, Expr::value(before.note))
        .col_expr(C_::Source, Expr::value(before.source))
        .col_expr(C_::DecidedBy, Expr::value(before.decided_by))
        .col_expr(C_::DecidedByName, Expr::value(before.decided_by_name))
        .col_expr(C_::DecidedAt, Expr::value(before.decided_at))
        .col_expr(C_::ShownAs, Expr::value(""))
        .col_expr(C_::Listed, Expr::value(listed))
        .filter(C_::Id.eq(user.id.as_str()))
        .exec(tx)
        .await?;
    Ok(())
}
