//! Outbox queue: queued mails, claimed by a lease because SQLite has no `SKIP LOCKED`.

use super::{columns::OutboxState, entity::outbox};
use crate::mail::catalogue::{DropReason, MailKind};
use esecure::{
    Timestamp,
    id::{AccountId, MailId, ProfileId, RequestId},
};
use sea_orm::{
    Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, PaginatorTrait as _, QueryFilter, QueryOrder,
    QuerySelect as _,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait as _},
};

pub async fn get<C: ConnectionTrait>(db: &C, id: &MailId) -> Result<Option<outbox::Model>, DbErr> {
    outbox::Entity::find_by_id(id).one(db).await
}

pub async fn count<C: ConnectionTrait>(db: &C) -> Result<u64, DbErr> {
    outbox::Entity::find().count(db).await
}

pub async fn insert<C: ConnectionTrait>(tx: &C, row: outbox::Model) -> Result<(), DbErr> {
    outbox::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Loads up to `limit` mails that are due and not leased.
pub async fn due<C: ConnectionTrait>(db: &C, now: Timestamp, limit: u64) -> Result<Vec<outbox::Model>, DbErr> {
    outbox::Entity::find()
        .filter(outbox::Column::State.eq(OutboxState::Queued))
        .filter(outbox::Column::NextAt.lte(now))
        .filter(free(now))
        .order_by_asc(outbox::Column::NextAt)
        .order_by_asc(outbox::Column::CreatedAt)
        .limit(limit)
        .all(db)
        .await
}

/// Leases a mail until `until` and counts the attempt; `false` if another worker leased it first.
pub async fn claim<C: ConnectionTrait>(db: &C, id: &MailId, now: Timestamp, until: Timestamp) -> Result<bool, DbErr> {
    let claimed = outbox::Entity::update_many()
        .col_expr(outbox::Column::LeasedUntil, Expr::value(until))
        .col_expr(outbox::Column::Attempts, Expr::col(outbox::Column::Attempts).add(1))
        .filter(outbox::Column::Id.eq(id))
        .filter(outbox::Column::State.eq(OutboxState::Queued))
        .filter(free(now))
        .exec(db)
        .await?;
    Ok(claimed.rows_affected == 1)
}

fn free(now: Timestamp) -> Condition {
    Condition::any().add(outbox::Column::LeasedUntil.is_null()).add(outbox::Column::LeasedUntil.lte(now))
}

/// Result of trying to send a claimed mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The SMTP server accepted the mail. Its body is erased unless `keep` is set (the demonstration shows sent
    /// mails).
    Sent {
        /// Keeps the body of the mail.
        keep: bool,
    },
    /// The mail had become obsolete.
    Dropped(DropReason),
    /// The server rejected the mail permanently.
    Failed(String),
    Again(String, Timestamp),
}

/// Records the outcome of a mail and releases its lease; `false` if the lease had been lost.
/// After a lost lease another worker owns the mail, so only [`Outcome::Sent`] is still recorded.
pub async fn finish<C: ConnectionTrait>(
    db: &C,
    id: &MailId,
    lease: Timestamp,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<bool, DbErr> {
    use outbox::Column as C_;
    let update = outbox::Entity::update_many()
        .filter(C_::Id.eq(id))
        .filter(C_::State.eq(OutboxState::Queued))
        .col_expr(C_::LeasedUntil, Expr::value(Option::<Timestamp>::None));
    let update = match outcome {
        Outcome::Sent { .. } => update,
        _ => update.filter(C_::LeasedUntil.eq(lease)),
    };
    let ended = |state: OutboxState| {
        update.clone().col_expr(C_::State, Expr::value(state)).col_expr(C_::EndedAt, Expr::value(now))
    };
    // The body may contain a password link or a code, so it is erased once the mail is done.
    let forgotten = |update: sea_orm::UpdateMany<outbox::Entity>| {
        let update = update.col_expr(C_::Html, Expr::value("")).col_expr(C_::Text, Expr::value(""));
        update.col_expr(C_::Subject, subject_without_code())
    };
    let update = match outcome {
        Outcome::Sent { keep: true } => ended(OutboxState::Sent),
        Outcome::Sent { keep: false } => forgotten(ended(OutboxState::Sent)),
        Outcome::Dropped(reason) => {
            forgotten(ended(OutboxState::Dropped)).col_expr(C_::LastError, Expr::value(reason.code()))
        }
        // The body is kept: the operator may send it again.
        Outcome::Failed(why) => ended(OutboxState::Failed).col_expr(C_::LastError, Expr::value(why.as_str())),
        Outcome::Again(why, next) => {
            update.clone().col_expr(C_::LastError, Expr::value(why.as_str())).col_expr(C_::NextAt, Expr::value(next))
        }
    };
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// Returns the subject, without the six digits with which that of a one-time code begins.
fn subject_without_code() -> Expr {
    let has_code = Expr::col(outbox::Column::CodeId).is_not_null();
    Expr::case(has_code, Expr::cust("'••••••' || substr(subject, 7)"))
        .finally(Expr::col(outbox::Column::Subject))
        .into()
}

/// Drops queued mails about the outcome of a request that was reopened.
pub async fn drop_outcome<C: ConnectionTrait>(tx: &C, request: &RequestId, now: Timestamp) -> Result<(), DbErr> {
    outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(OutboxState::Dropped))
        .col_expr(outbox::Column::EndedAt, Expr::value(now))
        .col_expr(outbox::Column::LastError, Expr::value(DropReason::Undone.code()))
        .col_expr(outbox::Column::Html, Expr::value(""))
        .col_expr(outbox::Column::Text, Expr::value(""))
        .filter(outbox::Column::RequestId.eq(request))
        .filter(outbox::Column::Kind.is_in([
            MailKind::RequestApproved,
            MailKind::RequestRejected,
            MailKind::DecisionOverridden,
        ]))
        .filter(outbox::Column::State.eq(OutboxState::Queued))
        .exec(tx)
        .await?;
    Ok(())
}

/// Counts the mails of a kind written to a profile since `since`.
pub async fn written_since<C: ConnectionTrait>(
    db: &C,
    profile: &ProfileId,
    kind: MailKind,
    since: Timestamp,
) -> Result<u64, DbErr> {
    outbox::Entity::find()
        .filter(outbox::Column::ProfileId.eq(profile))
        .filter(outbox::Column::Kind.eq(kind))
        .filter(outbox::Column::CreatedAt.gt(since))
        .count(db)
        .await
}

/// Counts the mails of a kind about an account written since `since`.
pub async fn written_about_since<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    kind: MailKind,
    since: Timestamp,
) -> Result<u64, DbErr> {
    outbox::Entity::find()
        .filter(outbox::Column::AccountId.eq(account))
        .filter(outbox::Column::Kind.eq(kind))
        .filter(outbox::Column::CreatedAt.gt(since))
        .count(db)
        .await
}

/// Counts the queued mails of a kind.
pub async fn waiting<C: ConnectionTrait>(db: &C, kind: MailKind) -> Result<u64, DbErr> {
    let queued = outbox::Entity::find().filter(outbox::Column::State.eq(OutboxState::Queued));
    queued.filter(outbox::Column::Kind.eq(kind)).count(db).await
}

/// Loads the latest mails after the first `skip`, for the demonstration's mailbox.
pub async fn latest<C: ConnectionTrait>(db: &C, limit: u64, skip: u64) -> Result<Vec<outbox::Model>, DbErr> {
    outbox::Entity::find()
        .order_by_desc(outbox::Column::CreatedAt)
        .order_by_desc(outbox::Column::Id)
        .offset(skip)
        .limit(limit)
        .all(db)
        .await
}
