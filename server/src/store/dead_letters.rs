//! Undeliverable mails as shown to the operator, without body or subject.

use super::{
    columns::OutboxState,
    entity::outbox::{self, Column as C},
};
use crate::mail::catalogue::MailKind;
use esecure::{EmailSpelling, Timestamp, id::MailId};
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, PaginatorTrait as _, QueryFilter, QueryOrder,
    QuerySelect as _, entity::prelude::*, sea_query::Expr,
};

/// A mail that failed, or that waits for a retry.
#[derive(Debug, Clone, FromQueryResult)]
pub struct FailedMail {
    pub id: MailId,
    pub kind: MailKind,
    pub to_email: EmailSpelling,
    pub created_at: Timestamp,
    pub next_at: Timestamp,
    pub attempts: i64,
    pub state: OutboxState,
    pub last_error: Option<String>,
}

/// Loads the oldest `limit` failed or retrying mails, and their total number.
pub async fn failed_or_retrying<C_: ConnectionTrait>(db: &C_, limit: u64) -> Result<(Vec<FailedMail>, u64), DbErr> {
    let all = outbox::Entity::find()
        .filter(C::State.is_in([OutboxState::Failed, OutboxState::Queued]))
        .filter(C::LastError.is_not_null());
    let total = all.clone().count(db).await?;
    let first = all
        .select_only()
        .columns([C::Id, C::Kind, C::ToEmail, C::CreatedAt, C::NextAt, C::Attempts, C::State, C::LastError])
        .order_by_asc(C::CreatedAt)
        .order_by_asc(C::Id)
        .limit(limit)
        .into_model()
        .all(db)
        .await?;
    Ok((first, total))
}

/// Counts the mails in each state.
pub async fn count_by_state<C_: ConnectionTrait>(db: &C_) -> Result<Vec<(OutboxState, i64)>, DbErr> {
    outbox::Entity::find()
        .select_only()
        .column(C::State)
        .column_as(C::Id.count(), "mails")
        .group_by(C::State)
        .into_tuple()
        .all(db)
        .await
}

/// Counts the dropped mails by the code of their reason, which earlier versions did not store.
pub async fn count_dropped<C_: ConnectionTrait>(db: &C_) -> Result<Vec<(Option<String>, i64)>, DbErr> {
    outbox::Entity::find()
        .select_only()
        .column(C::LastError)
        .column_as(C::Id.count(), "mails")
        .filter(C::State.eq(OutboxState::Dropped))
        .group_by(C::LastError)
        .order_by_asc(C::LastError)
        .into_tuple()
        .all(db)
        .await
}

/// Requeues one failed mail, or all, and returns their number.
pub async fn requeue<C_: ConnectionTrait>(db: &C_, id: Option<&MailId>, now: Timestamp) -> Result<u64, DbErr> {
    let mut update = outbox::Entity::update_many()
        .col_expr(C::State, Expr::value(OutboxState::Queued))
        .col_expr(C::NextAt, Expr::value(now))
        .col_expr(C::Attempts, Expr::value(0_i64))
        .col_expr(C::EndedAt, Expr::value(Option::<Timestamp>::None))
        .filter(C::State.eq(OutboxState::Failed));
    if let Some(id) = id {
        update = update.filter(C::Id.eq(id));
    }
    Ok(update.exec(db).await?.rows_affected)
}

/// Takes the advisory lock for operator notices until the transaction ends. SQLite allows one writer anyway.
pub async fn lock_notices<C_: ConnectionTrait>(tx: &C_) -> Result<(), DbErr> {
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared("SELECT pg_advisory_xact_lock(hashtext('esecure undelivered'))").await?;
    }
    Ok(())
}

/// Loads the two latest operator notices, latest due time first: at most one is queued, and the one before it was
/// sent.
pub async fn notices<C_: ConnectionTrait>(db: &C_) -> Result<Vec<outbox::Model>, DbErr> {
    outbox::Entity::find().filter(C::Kind.eq(MailKind::MailFailed)).order_by_desc(C::NextAt).limit(2).all(db).await
}

/// Deletes a queued notice that no worker has leased; `false` if it is being sent.
pub async fn cancel_notice<C_: ConnectionTrait>(db: &C_, id: &MailId) -> Result<bool, DbErr> {
    let delete = outbox::Entity::delete_many().filter(C::Id.eq(id)).filter(C::State.eq(OutboxState::Queued));
    Ok(delete.filter(C::LeasedUntil.is_null()).exec(db).await?.rows_affected == 1)
}

/// Counts the mails that failed since `since`, excluding operator notices and mails to the operator's contact
/// address.
pub async fn failed_since<C_: ConnectionTrait>(
    db: &C_,
    since: Timestamp,
    contact: &EmailSpelling,
) -> Result<u64, DbErr> {
    outbox::Entity::find()
        .filter(C::State.eq(OutboxState::Failed))
        .filter(C::EndedAt.gte(since))
        .filter(C::Kind.ne(MailKind::MailFailed))
        .filter(C::ToEmail.ne(contact))
        .count(db)
        .await
}
