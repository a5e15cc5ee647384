//! Queries on accounts.

use super::{
    columns::{RequestNumber, Version},
    entity::account,
};
use esecure::{AccountNumber, SingleLine, Timestamp, id::AccountId};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, PaginatorTrait as _, QueryFilter, QueryOrder as _,
    QuerySelect as _,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait as _, LockType},
};

pub async fn by_number<C: ConnectionTrait>(db: &C, number: &AccountNumber) -> Result<Option<account::Model>, DbErr> {
    account::Entity::find().filter(account::Column::Number.eq(number)).one(db).await
}

pub async fn find<C: ConnectionTrait>(db: &C, id: &AccountId) -> Result<Option<account::Model>, DbErr> {
    account::Entity::find_by_id(id).one(db).await
}

/// Loads an account that must exist.
///
/// # Errors
/// [`DbErr::RecordNotFound`] if the account does not exist.
pub async fn get<C: ConnectionTrait>(db: &C, id: &AccountId) -> Result<account::Model, DbErr> {
    find(db, id).await?.ok_or_else(|| DbErr::RecordNotFound(format!("account {id}")))
}

/// Loads all accounts, ordered by account number.
pub async fn all<C: ConnectionTrait>(db: &C) -> Result<Vec<account::Model>, DbErr> {
    account::Entity::find().order_by_asc(account::Column::Number).all(db).await
}

pub async fn count<C: ConnectionTrait>(db: &C) -> Result<u64, DbErr> {
    account::Entity::find().count(db).await
}

pub async fn insert<C: ConnectionTrait>(tx: &C, row: account::Model) -> Result<(), DbErr> {
    account::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Locks the account row until commit and increments its version.
/// Every command on an account starts here, so the state that its rules read cannot change before they write, on any
/// replica.
///
/// # Errors
/// As [`get`].
pub async fn lock_and_bump_version<C: ConnectionTrait>(tx: &C, id: &AccountId) -> Result<account::Model, DbErr> {
    account::Entity::update_many()
        .col_expr(account::Column::Version, Expr::col(account::Column::Version).add(1))
        .filter(account::Column::Id.eq(id))
        .exec(tx)
        .await?;
    get(tx, id).await
}

/// Locks the account row until commit without incrementing its version, for changes invisible to pages.
///
/// # Errors
/// As [`get`].
pub async fn lock_without_version_bump<C: ConnectionTrait>(tx: &C, id: &AccountId) -> Result<account::Model, DbErr> {
    // `FOR NO KEY UPDATE` does not block checks, which only reference the account's key. SQLite has no row locks and
    // needs none: [`super::begin`] allows one write transaction at a time.
    let found = account::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(tx).await?;
    found.ok_or_else(|| DbErr::RecordNotFound(format!("account {id}")))
}

/// Suspends an account at an instant, or ends its suspension (`None`).
pub async fn set_suspended<C: ConnectionTrait>(tx: &C, id: &AccountId, at: Option<Timestamp>) -> Result<(), DbErr> {
    let update = account::Entity::update_many().col_expr(account::Column::SuspendedAt, Expr::value(at));
    update.filter(account::Column::Id.eq(id)).exec(tx).await?;
    Ok(())
}

/// Switches enforcement on or off.
pub async fn set_enforced<C: ConnectionTrait>(
    tx: &C,
    id: &AccountId,
    on: bool,
    by: &SingleLine,
    now: Timestamp,
) -> Result<(), DbErr> {
    account::Entity::update_many()
        .col_expr(account::Column::Enforced, Expr::value(on))
        .col_expr(account::Column::SwitchedAt, Expr::value(now))
        .col_expr(account::Column::SwitchedBy, Expr::value(by))
        .filter(account::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Sets the number of the latest request of an account.
pub async fn set_last_request_number<C: ConnectionTrait>(
    tx: &C,
    id: &AccountId,
    number: RequestNumber,
) -> Result<(), DbErr> {
    let update = account::Entity::update_many().col_expr(account::Column::LastRequestNumber, Expr::value(number));
    update.filter(account::Column::Id.eq(id)).exec(tx).await?;
    Ok(())
}

/// Loads the versions of these accounts, ordered by account identifier. Every command on an account increments its
/// version.
pub async fn versions<C: ConnectionTrait>(
    db: &C,
    ids: impl IntoIterator<Item = &AccountId>,
) -> Result<Vec<Version>, DbErr> {
    account::Entity::find()
        .select_only()
        .column(account::Column::Version)
        .filter(account::Column::Id.is_in(ids))
        .order_by_asc(account::Column::Id)
        .into_tuple()
        .all(db)
        .await
}
