//! Queries on *Create password* links.

use super::{columns::SecretHash, entity::password_link};
use esecure::{Timestamp, id::ProfileId};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, QueryFilter, entity::prelude::*, sea_query::Expr,
};

/// Loads a link by the hash of its token, used or not.
pub async fn get<C: ConnectionTrait>(db: &C, token_hash: &SecretHash) -> Result<Option<password_link::Model>, DbErr> {
    password_link::Entity::find_by_id(token_hash).one(db).await
}

/// Returns true if a link of a profile was created after `after` and by `until`.
pub async fn is_created_in<C: ConnectionTrait>(
    db: &C,
    profile: &ProfileId,
    after: Timestamp,
    until: Timestamp,
) -> Result<bool, DbErr> {
    let found = password_link::Entity::find()
        .filter(password_link::Column::ProfileId.eq(profile))
        .filter(password_link::Column::CreatedAt.gt(after))
        .filter(password_link::Column::CreatedAt.lte(until))
        .one(db)
        .await?;
    Ok(found.is_some())
}

pub async fn insert<C: ConnectionTrait>(tx: &C, row: password_link::Model) -> Result<(), DbErr> {
    password_link::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Marks a link as used; `false` if it was used before.
pub async fn mark_used<C: ConnectionTrait>(tx: &C, token_hash: &SecretHash, now: Timestamp) -> Result<bool, DbErr> {
    let used = password_link::Entity::update_many()
        .col_expr(password_link::Column::UsedAt, Expr::value(now))
        .filter(password_link::Column::TokenHash.eq(token_hash))
        .filter(password_link::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(used.rows_affected > 0)
}

/// Marks every unused link of a profile as used.
pub async fn end_of_profile<C: ConnectionTrait>(tx: &C, profile: &ProfileId, now: Timestamp) -> Result<(), DbErr> {
    password_link::Entity::update_many()
        .col_expr(password_link::Column::UsedAt, Expr::value(now))
        .filter(password_link::Column::ProfileId.eq(profile))
        .filter(password_link::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn delete_of_profile<C: ConnectionTrait>(tx: &C, profile: &ProfileId) -> Result<(), DbErr> {
    password_link::Entity::delete_many().filter(password_link::Column::ProfileId.eq(profile)).exec(tx).await?;
    Ok(())
}
