//! The outbox: mails that wait for their turn, claimed by a lease (SQLite has no `SKIP LOCKED`).

use super::entity::outbox;
use esecure::Timestamp;
use sea_orm::{
    Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait as _, QueryFilter, QueryOrder, QuerySelect as _,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait as _},
};

/// Up to `limit` mails whose turn it is.
pub async fn due<C: ConnectionTrait>(db: &C, now: Timestamp, limit: u64) -> Result<Vec<outbox::Model>, DbErr> {
    outbox::Entity::find()
        .filter(outbox::Column::State.eq("queued"))
        .filter(outbox::Column::NextAt.lte(now.as_millis()))
        .filter(free(now))
        .order_by_asc(outbox::Column::NextAt)
        .order_by_asc(outbox::Column::CreatedAt)
        .limit(limit)
        .all(db)
        .await
}

/// Claims a mail until `until`. `false` where another worker was first.
pub async fn claim<C: ConnectionTrait>(db: &C, id: &str, now: Timestamp, until: Timestamp) -> Result<bool, DbErr> {
    let claimed = outbox::Entity::update_many()
        .col_expr(outbox::Column::LeasedUntil, Expr::value(until.as_millis()))
        .col_expr(outbox::Column::Attempts, Expr::col(outbox::Column::Attempts).add(1))
        .filter(outbox::Column::Id.eq(id))
        .filter(outbox::Column::State.eq("queued"))
        .filter(free(now))
        .exec(db)
        .await?;
    Ok(claimed.rows_affected == 1)
}

fn free(now: Timestamp) -> Condition {
    Condition::any().add(outbox::Column::LeasedUntil.is_null()).add(outbox::Column::LeasedUntil.lte(now.as_millis()))
}

/// What became of a mail that was claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The server took it. The text is forgotten unless `keep` (the demonstration shows sent mails).
    Sent {
        /// Whether the text stays.
        keep: bool,
    },
    /// It had become pointless.
    Dropped,
    /// The server refused it for good.
    Failed(String),
    Again(String, Timestamp),
}

/// Writes what became of a mail and ends its lease. `false` where the lease was no longer the one that was claimed: then
/// the mail is somebody else's by now, and only that it was sent counts.
pub async fn finish<C: ConnectionTrait>(
    db: &C,
    id: &str,
    lease: Timestamp,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<bool, DbErr> {
    use outbox::Column as C_;
    let update = outbox::Entity::update_many()
        .filter(C_::Id.eq(id))
        .filter(C_::State.eq("queued"))
        .col_expr(C_::LeasedUntil, Expr::value(Option::<i64>::None));
    let update = match outcome {
        Outcome::Sent { .. } => update,
        _ => update.filter(C_::LeasedUntil.eq(lease.as_millis())),
    };
    let ended = |state: &str| {
        update
            .clone()
            .col_expr(C_::State, Expr::value(state.to_owned()))
            .col_expr(C_::EndedAt, Expr::value(now.as_millis()))
    };
    // A mail may hold a password link or a code: what has left the house does not stay in it.
    let forgotten = |update: sea_orm::UpdateMany<outbox::Entity>| {
        update.col_expr(C_::Html, Expr::value("")).col_expr(C_::Text, Expr::value(""))
    };
    let update = match outcome {
        Outcome::Sent { keep: true } => ended("sent"),
        Outcome::Sent { keep: false } => forgotten(ended("sent")),
        Outcome::Dropped => forgotten(ended("dropped")),
        // The text stays: the operator may send it again.
        Outcome::Failed(why) => ended("failed").col_expr(C_::LastError, Expr::value(why.as_str())),
        Outcome::Again(why, next) => update
            .clone()
            .col_expr(C_::LastError, Expr::value(why.as_str()))
            .col_expr(C_::NextAt, Expr::value(next.as_millis())),
    };
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// Drops the mails about the outcome of a request that waits again, where they have not left.
pub async fn drop_outcome<C: ConnectionTrait>(tx: &C, request: &str, now: Timestamp) -> Result<(), DbErr> {
    outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value("dropped"))
        .col_expr(outbox::Column::EndedAt, Expr::value(now.as_millis()))
        .col_expr(outbox::Column::Html, Expr::value(""))
        .col_expr(outbox::Column::Text, Expr::value(""))
        .filter(outbox::Column::RequestId.eq(request))
        .filter(outbox::Column::Kind.is_in(["request_approved", "request_rejected", "decision_overruled"]))
        .filter(outbox::Column::State.eq("queued"))
        .exec(tx)
        .await?;
    Ok(())
}

/// How many mails of a kind were written to a profile since `since`.
pub async fn written_since<C: ConnectionTrait>(
    db: &C,
    profile: &str,
    kind: &str,
    since: Timestamp,
) -> Result<u64, DbErr> {
    outbox::Entity::find()
        .filter(outbox::Column::ProfileId.eq(profile))
        .filter(outbox::Column::Kind.eq(kind))
        .filter(outbox::Column::CreatedAt.gt(since.as_millis()))
        .count(db)
        .await
}

/// Counts the mails of a kind about an account that were written since `since`.
pub async fn written_about_since<C: ConnectionTrait>(
    db: &C,
    account: &str,
    kind: &str,
    since: Timestamp,
) -> Result<u64, DbErr> {
    outbox::Entity::find()
        .filter(outbox::Column::AccountId.eq(account))
        .filter(outbox::Column::Kind.eq(kind))
        .filter(outbox::Column::CreatedAt.gt(since.as_millis()))
        .count(db)
        .await
}

/// How many mails of a kind have not left.
pub async fn waiting<C: ConnectionTrait>(db: &C, kind: &str) -> Result<u64, DbErr> {
    let queued = outbox::Entity::find().filter(outbox::Column::State.eq("queued"));
    queued.filter(outbox::Column::Kind.eq(kind)).count(db).await
}

/// The mails after the `skip` latest, for the demonstration's mailbox.
pub async fn latest<C: ConnectionTrait>(db: &C, limit: u64, skip: u64) -> Result<Vec<outbox::Model>, DbErr> {
    outbox::Entity::find()
        .order_by_desc(outbox::Column::CreatedAt)
        .order_by_desc(outbox::Column::Id)
        .offset(skip)
        .limit(limit)
        .all(db)
        .await
}
