//! Queries of the demonstration data.

use super::{accounts, applications, columns::OutboxState, entity::outbox};
use esecure::Timestamp;
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait as _},
};

/// Seconds between the moment at which a seeded mail was due and its delivery.
const DELIVERY_SECONDS: i64 = 2;

/// Returns true if the database has neither accounts nor applications.
pub async fn is_empty<C: ConnectionTrait>(db: &C) -> Result<bool, DbErr> {
    Ok(accounts::count(db).await? == 0 && applications::count(db).await? == 0)
}

/// Marks the seeded mails that were due before `now` as delivered in their time.
pub async fn deliver_due<C: ConnectionTrait>(db: &C, now: Timestamp) -> Result<(), DbErr> {
    outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(OutboxState::Sent))
        .col_expr(outbox::Column::EndedAt, Expr::col(outbox::Column::NextAt).add(DELIVERY_SECONDS * 1000))
        .col_expr(outbox::Column::Attempts, Expr::value(1_i64))
        .filter(outbox::Column::State.eq(OutboxState::Queued))
        .filter(outbox::Column::NextAt.lte(now.plus_seconds(-DELIVERY_SECONDS)))
        .exec(db)
        .await?;
    Ok(())
}
