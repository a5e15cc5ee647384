//! Queries on sessions.

use super::{columns::SecretHash, entity::session};
use esecure::{Timestamp, id::ProfileId};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder as _, entity::prelude::*,
    sea_query::Expr,
};

/// Loads a session by the hash of its cookie, unless expired.
pub async fn get<C: ConnectionTrait>(
    db: &C,
    token_hash: &SecretHash,
    now: Timestamp,
) -> Result<Option<session::Model>, DbErr> {
    session::Entity::find_by_id(token_hash).filter(session::Column::ExpiresAt.gt(now)).one(db).await
}

/// Loads the sessions of a profile, latest use first.
pub async fn of_profile<C: ConnectionTrait>(db: &C, profile: &ProfileId) -> Result<Vec<session::Model>, DbErr> {
    session::Entity::find()
        .filter(session::Column::ProfileId.eq(profile))
        .order_by_desc(session::Column::SeenAt)
        .order_by_asc(session::Column::TokenHash)
        .all(db)
        .await
}

pub async fn insert<C: ConnectionTrait>(tx: &C, row: session::Model) -> Result<(), DbErr> {
    session::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Records the latest use of a session.
pub async fn set_seen<C: ConnectionTrait>(db: &C, token_hash: &SecretHash, at: Timestamp) -> Result<(), DbErr> {
    let update = session::Entity::update_many().col_expr(session::Column::SeenAt, Expr::value(at));
    update.filter(session::Column::TokenHash.eq(token_hash)).exec(db).await?;
    Ok(())
}

pub async fn delete<C: ConnectionTrait>(db: &C, token_hash: &SecretHash) -> Result<(), DbErr> {
    session::Entity::delete_by_id(token_hash).exec(db).await?;
    Ok(())
}

/// Deletes the sessions of a profile except those in `keep`.
pub async fn delete_of_profile<C: ConnectionTrait>(
    tx: &C,
    profile: &ProfileId,
    keep: &[SecretHash],
) -> Result<(), DbErr> {
    session::Entity::delete_many()
        .filter(session::Column::ProfileId.eq(profile))
        .filter(session::Column::TokenHash.is_not_in(keep))
        .exec(tx)
        .await?;
    Ok(())
}
