//! Queries on one-time codes and on the counts of wrong ones.

use super::{
    columns::CodeId,
    entity::{code_lock, one_time_code},
};
use esecure::{
    Timestamp,
    id::{ProfileId, RequestId},
};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder as _,
    entity::prelude::*,
    sea_query::{Expr, OnConflict},
};

/// Loads a code by its identifier.
pub async fn get<C: ConnectionTrait>(db: &C, id: &CodeId) -> Result<Option<one_time_code::Model>, DbErr> {
    one_time_code::Entity::find_by_id(id).one(db).await
}

/// Loads the codes mailed to an administrator for a request in the `seconds` before `now`, latest first.
pub async fn sent_since<C: ConnectionTrait>(
    db: &C,
    request: &RequestId,
    profile: &ProfileId,
    now: Timestamp,
    seconds: i64,
) -> Result<Vec<one_time_code::Model>, DbErr> {
    one_time_code::Entity::find()
        .filter(one_time_code::Column::RequestId.eq(request))
        .filter(one_time_code::Column::ProfileId.eq(profile))
        .filter(one_time_code::Column::SentAt.gt(now.plus_seconds(-seconds)))
        .filter(one_time_code::Column::SentAt.lte(now.latest_recorded()))
        .order_by_desc(one_time_code::Column::SentAt)
        .all(db)
        .await
}

pub async fn insert<C: ConnectionTrait>(tx: &C, row: one_time_code::Model) -> Result<(), DbErr> {
    one_time_code::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Ends all codes of an administrator for a request; a new code voids the old one.
pub async fn end_of_request<C: ConnectionTrait>(
    tx: &C,
    request: &RequestId,
    profile: &ProfileId,
    now: Timestamp,
) -> Result<(), DbErr> {
    one_time_code::Entity::update_many()
        .col_expr(one_time_code::Column::EndedAt, Expr::value(now))
        .filter(one_time_code::Column::RequestId.eq(request))
        .filter(one_time_code::Column::ProfileId.eq(profile))
        .filter(one_time_code::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends all codes of a profile, for example because the address that received them has changed.
pub async fn end_of_profile<C: ConnectionTrait>(tx: &C, profile: &ProfileId, now: Timestamp) -> Result<(), DbErr> {
    one_time_code::Entity::update_many()
        .col_expr(one_time_code::Column::EndedAt, Expr::value(now))
        .filter(one_time_code::Column::ProfileId.eq(profile))
        .filter(one_time_code::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Loads the count of wrong codes of an administrator on a request, with the end of the lock.
pub async fn code_lock<C: ConnectionTrait>(
    db: &C,
    request: &RequestId,
    profile: &ProfileId,
) -> Result<Option<code_lock::Model>, DbErr> {
    code_lock::Entity::find_by_id((request.clone(), profile.clone())).one(db).await
}

/// Inserts or replaces the count of wrong codes of an administrator on a request.
pub async fn save_code_lock<C: ConnectionTrait>(tx: &C, row: code_lock::Model) -> Result<(), DbErr> {
    use code_lock::Column as C_;
    let again =
        OnConflict::columns([C_::RequestId, C_::ProfileId]).update_columns([C_::Wrong, C_::LockedUntil]).to_owned();
    code_lock::Entity::insert(row.into_active_model()).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

/// Sets the count of wrong codes of an administrator on a request to 0.
pub async fn reset_wrong<C: ConnectionTrait>(tx: &C, request: &RequestId, profile: &ProfileId) -> Result<(), DbErr> {
    code_lock::Entity::update_many()
        .col_expr(code_lock::Column::Wrong, Expr::value(0))
        .filter(code_lock::Column::RequestId.eq(request))
        .filter(code_lock::Column::ProfileId.eq(profile))
        .exec(tx)
        .await?;
    Ok(())
}
