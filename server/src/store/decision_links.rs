//! Queries on the links in approval mails.

use super::{columns::SecretHash, entity::decision_link};
use esecure::id::AdministratorId;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, QueryFilter, entity::prelude::*};

/// Loads a link by the hash of its token.
pub async fn get<C: ConnectionTrait>(db: &C, token_hash: &SecretHash) -> Result<Option<decision_link::Model>, DbErr> {
    decision_link::Entity::find_by_id(token_hash).one(db).await
}

pub async fn insert<C: ConnectionTrait>(tx: &C, row: decision_link::Model) -> Result<(), DbErr> {
    decision_link::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn delete_of_seat<C: ConnectionTrait>(tx: &C, seat: &AdministratorId) -> Result<(), DbErr> {
    decision_link::Entity::delete_many().filter(decision_link::Column::AdministratorId.eq(seat)).exec(tx).await?;
    Ok(())
}
