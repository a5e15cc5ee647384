//! Queries on remembered devices.

use super::{columns::SecretHash, entity::device};
use esecure::{Timestamp, id::ProfileId};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder as _, entity::prelude::*,
    sea_query::Expr,
};

/// Loads a device by the hash of its cookie, unless expired or created in the future.
pub async fn get<C: ConnectionTrait>(
    db: &C,
    token_hash: &SecretHash,
    now: Timestamp,
) -> Result<Option<device::Model>, DbErr> {
    device::Entity::find_by_id(token_hash)
        .filter(device::Column::ExpiresAt.gt(now))
        .filter(device::Column::CreatedAt.lte(now.latest_recorded()))
        .one(db)
        .await
}

/// Loads the devices of a profile, expired or not, latest use first.
pub async fn of_profile<C: ConnectionTrait>(db: &C, profile: &ProfileId) -> Result<Vec<device::Model>, DbErr> {
    device::Entity::find()
        .filter(device::Column::ProfileId.eq(profile))
        .order_by_desc(device::Column::SeenAt)
        .order_by_asc(device::Column::TokenHash)
        .all(db)
        .await
}

pub async fn insert<C: ConnectionTrait>(db: &C, row: device::Model) -> Result<(), DbErr> {
    device::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Records the latest use of a device.
pub async fn set_seen<C: ConnectionTrait>(db: &C, token_hash: &SecretHash, at: Timestamp) -> Result<(), DbErr> {
    let update = device::Entity::update_many().col_expr(device::Column::SeenAt, Expr::value(at));
    update.filter(device::Column::TokenHash.eq(token_hash)).exec(db).await?;
    Ok(())
}

pub async fn delete<C: ConnectionTrait>(db: &C, token_hash: &SecretHash) -> Result<(), DbErr> {
    device::Entity::delete_by_id(token_hash).exec(db).await?;
    Ok(())
}

pub async fn delete_of_profile<C: ConnectionTrait>(tx: &C, profile: &ProfileId) -> Result<(), DbErr> {
    device::Entity::delete_many().filter(device::Column::ProfileId.eq(profile)).exec(tx).await?;
    Ok(())
}
