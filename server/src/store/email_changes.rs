//! Queries on changes of a profile's address: one row per mailed link.

use super::{columns::SecretHash, entity::email_change};
use esecure::{Timestamp, id::ProfileId};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder as _, entity::prelude::*,
    sea_query::Expr,
};

/// Loads a link by the hash of its token, ended or not.
pub async fn get<C: ConnectionTrait>(db: &C, token_hash: &SecretHash) -> Result<Option<email_change::Model>, DbErr> {
    email_change::Entity::find_by_id(token_hash).one(db).await
}

/// Loads the latest link of the pending change of a profile, expired or not.
pub async fn pending<C: ConnectionTrait>(db: &C, profile: &ProfileId) -> Result<Option<email_change::Model>, DbErr> {
    email_change::Entity::find()
        .filter(email_change::Column::ProfileId.eq(profile))
        .filter(email_change::Column::EndedAt.is_null())
        .order_by_desc(email_change::Column::AskedAt)
        .one(db)
        .await
}

/// Loads the links of a profile requested after `after` and by `until`.
pub async fn requested_in<C: ConnectionTrait>(
    db: &C,
    profile: &ProfileId,
    after: Timestamp,
    until: Timestamp,
) -> Result<Vec<email_change::Model>, DbErr> {
    email_change::Entity::find()
        .filter(email_change::Column::ProfileId.eq(profile))
        .filter(email_change::Column::AskedAt.gt(after))
        .filter(email_change::Column::AskedAt.lte(until))
        .all(db)
        .await
}

pub async fn insert<C: ConnectionTrait>(tx: &C, row: email_change::Model) -> Result<(), DbErr> {
    email_change::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Ends one link; `false` if it had ended before.
pub async fn end<C: ConnectionTrait>(tx: &C, token_hash: &SecretHash, now: Timestamp) -> Result<bool, DbErr> {
    let ended = email_change::Entity::update_many()
        .col_expr(email_change::Column::EndedAt, Expr::value(now))
        .filter(email_change::Column::TokenHash.eq(token_hash))
        .filter(email_change::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(ended.rows_affected > 0)
}

/// Ends every link of a profile, and so its pending change.
pub async fn end_of_profile<C: ConnectionTrait>(db: &C, profile: &ProfileId, now: Timestamp) -> Result<(), DbErr> {
    email_change::Entity::update_many()
        .col_expr(email_change::Column::EndedAt, Expr::value(now))
        .filter(email_change::Column::ProfileId.eq(profile))
        .filter(email_change::Column::EndedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

pub async fn delete_of_profile<C: ConnectionTrait>(tx: &C, profile: &ProfileId) -> Result<(), DbErr> {
    email_change::Entity::delete_many().filter(email_change::Column::ProfileId.eq(profile)).exec(tx).await?;
    Ok(())
}
