//! Queries on the applications that send checks.

use super::{
    columns::{Scopes, SecretHash},
    entity::application,
};
use esecure::{SingleLine, id::ApplicationId};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, PaginatorTrait as _, QueryFilter, QueryOrder as _,
    QuerySelect as _, entity::prelude::*, sea_query::Expr,
};

pub async fn get<C: ConnectionTrait>(db: &C, id: &ApplicationId) -> Result<Option<application::Model>, DbErr> {
    application::Entity::find_by_id(id).one(db).await
}

/// Finds the application with this API key hash, unless its key is revoked.
pub async fn by_key<C: ConnectionTrait>(db: &C, key_hash: &SecretHash) -> Result<Option<application::Model>, DbErr> {
    application::Entity::find()
        .filter(application::Column::KeyHash.eq(key_hash))
        .filter(application::Column::RevokedAt.is_null())
        .one(db)
        .await
}

pub async fn by_name<C: ConnectionTrait>(db: &C, name: &SingleLine) -> Result<Option<application::Model>, DbErr> {
    application::Entity::find().filter(application::Column::Name.eq(name)).one(db).await
}

/// Loads the name of an application; empty if it does not exist.
pub async fn name<C: ConnectionTrait>(db: &C, id: &ApplicationId) -> Result<String, DbErr> {
    Ok(get(db, id).await?.map(|application| application.name.into()).unwrap_or_default())
}

/// Lists the names of all applications, in order.
pub async fn names<C: ConnectionTrait>(db: &C) -> Result<Vec<SingleLine>, DbErr> {
    let names = application::Entity::find().select_only().column(application::Column::Name);
    names.order_by_asc(application::Column::Name).into_tuple().all(db).await
}

pub async fn count<C: ConnectionTrait>(db: &C) -> Result<u64, DbErr> {
    application::Entity::find().count(db).await
}

pub async fn insert<C: ConnectionTrait>(db: &C, row: application::Model) -> Result<(), DbErr> {
    application::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Gives an application a key and its permissions.
pub async fn set_key<C: ConnectionTrait>(
    db: &C,
    id: &ApplicationId,
    key_hash: &SecretHash,
    scopes: &Scopes,
) -> Result<(), DbErr> {
    application::Entity::update_many()
        .col_expr(application::Column::KeyHash, Expr::value(key_hash))
        .col_expr(application::Column::Scopes, Expr::value(scopes))
        .filter(application::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}
