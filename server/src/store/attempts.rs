//! Token buckets that rate-limit attempts, and the sources of earlier sign-ins.
//! Taking an attempt is a single SQL statement, so all processes share one count.

use super::{
    columns::SecretHash,
    entity::{attempt_limit, known_source},
};
use esecure::{Timestamp, attempts::Limit, id::ProfileId};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set, Statement, Value,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait as _, OnConflict},
};
use std::{collections::HashMap, ops::RangeInclusive};

/// Inserts a bucket, or takes an attempt from a bucket that has one left.
const TAKE: &str = "INSERT INTO attempt_limit (key_hash, full_at) VALUES ($1, $2)
    ON CONFLICT (key_hash) DO UPDATE SET full_at =
        CASE WHEN attempt_limit.full_at > $3 AND attempt_limit.full_at <= $6 THEN attempt_limit.full_at + $4 ELSE $2 END
    WHERE attempt_limit.full_at <= $5 OR attempt_limit.full_at > $6";

/// Takes one attempt from a bucket; `false` if none is left.
pub async fn take<C: ConnectionTrait>(tx: &C, key: &SecretHash, limit: Limit, now: Timestamp) -> Result<bool, DbErr> {
    let values = [
        Value::from(key),
        limit.after(None, now).into(),
        now.into(),
        limit.every_millis().into(),
        limit.latest(now).into(),
        limit.latest_stored(now).into(),
    ];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), TAKE, values);
    Ok(tx.execute_raw(statement).await?.rows_affected() == 1)
}

/// Returns an attempt that turned out not to count.
pub async fn give_back<C: ConnectionTrait>(tx: &C, key: &SecretHash, limit: Limit) -> Result<(), DbErr> {
    let full_at = Expr::col(attempt_limit::Column::FullAt);
    attempt_limit::Entity::update_many()
        .col_expr(attempt_limit::Column::FullAt, full_at.sub(limit.every_millis()))
        .filter(attempt_limit::Column::KeyHash.eq(key))
        .exec(tx)
        .await?;
    Ok(())
}

/// Loads the instants at which these buckets are full again. Buckets missing from the result are full.
pub async fn full_at<C: ConnectionTrait>(
    db: &C,
    keys: impl IntoIterator<Item = &SecretHash>,
) -> Result<HashMap<SecretHash, Timestamp>, DbErr> {
    let rows = attempt_limit::Entity::find().filter(attempt_limit::Column::KeyHash.is_in(keys)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.key_hash, row.full_at)).collect())
}

/// Returns true if the source is known and was last seen within `seen`.
pub async fn is_known<C: ConnectionTrait>(
    db: &C,
    key: &SecretHash,
    seen: RangeInclusive<Timestamp>,
) -> Result<bool, DbErr> {
    let row = known_source::Entity::find_by_id(key).one(db).await?;
    Ok(row.is_some_and(|row| seen.contains(&row.seen_at)))
}

/// Records that a profile signed in from a source.
pub async fn know<C: ConnectionTrait>(
    tx: &C,
    key: &SecretHash,
    profile: &ProfileId,
    now: Timestamp,
) -> Result<(), DbErr> {
    use known_source::Column as C_;
    let row =
        known_source::ActiveModel { key_hash: Set(key.clone()), profile_id: Set(profile.clone()), seen_at: Set(now) };
    let again = OnConflict::column(C_::KeyHash).update_columns([C_::ProfileId, C_::SeenAt]).to_owned();
    known_source::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn forget_sources<C: ConnectionTrait>(tx: &C, profile: &ProfileId) -> Result<(), DbErr> {
    known_source::Entity::delete_many().filter(known_source::Column::ProfileId.eq(profile)).exec(tx).await?;
    Ok(())
}

/// Deletes full buckets and sources last seen before `since`, and returns the number of deleted rows.
pub async fn prune<C: ConnectionTrait>(db: &C, now: Timestamp, since: Timestamp) -> Result<u64, DbErr> {
    let full = attempt_limit::Entity::delete_many().filter(attempt_limit::Column::FullAt.lte(now));
    let old = known_source::Entity::delete_many().filter(known_source::Column::SeenAt.lt(since));
    Ok(full.exec(db).await?.rows_affected + old.exec(db).await?.rows_affected)
}
