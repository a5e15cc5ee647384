//! Queries on the addresses of an account: standings and uses.

use super::entity::{account_use, account_user};
use esecure::{
    EmailAddress, SingleLine, Timestamp,
    id::{AccountId, UserId},
    policy::StandingKind,
};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, PaginatorTrait as _, QueryFilter, QueryOrder as _, QuerySelect as _, Set,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait as _, OnConflict},
};

/// Finds the row of an address on this account.
pub async fn by_email<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    email: &EmailAddress,
) -> Result<Option<account_user::Model>, DbErr> {
    account_user::Entity::find()
        .filter(account_user::Column::AccountId.eq(account))
        .filter(account_user::Column::EmailKey.eq(email.key()))
        .one(db)
        .await
}

/// Loads a row of this account.
pub async fn get<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    id: &UserId,
) -> Result<Option<account_user::Model>, DbErr> {
    account_user::Entity::find_by_id(id).filter(account_user::Column::AccountId.eq(account)).one(db).await
}

/// Loads the row of an address, inserting it if missing. Concurrent callers get the same row.
pub async fn ensure<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    email: &EmailAddress,
    name: Option<&SingleLine>,
    id: UserId,
    now: Timestamp,
) -> Result<account_user::Model, DbErr> {
    if let Some(row) = by_email(db, account, email).await? {
        return named(db, row, name).await;
    }
    account_user::Entity::insert(account_user::ActiveModel {
        id: Set(id),
        account_id: Set(account.clone()),
        email: Set(email.into()),
        email_key: Set(email.into()),
        domain: Set(email.domain().clone()),
        name: Set(name.cloned()),
        // Lower-cased here because SQLite's `lower` only folds ASCII.
        name_key: Set(name.map(|name| name.to_lowercase())),
        standing: Set(StandingKind::Undecided),
        created_at: Set(now),
        ..Default::default()
    })
    .on_conflict(
        OnConflict::columns([account_user::Column::AccountId, account_user::Column::EmailKey]).do_nothing().to_owned(),
    )
    .exec_without_returning(db)
    .await?;
    let row = by_email(db, account, email).await?;
    row.ok_or_else(|| DbErr::RecordNotInserted)
}

/// Sets the name of an address if it has none yet.
async fn named<C: ConnectionTrait>(
    db: &C,
    row: account_user::Model,
    name: Option<&SingleLine>,
) -> Result<account_user::Model, DbErr> {
    let (None, Some(name)) = (&row.name, name) else {
        return Ok(row);
    };
    let (key, name) = (Some(name.to_lowercase()), Some(name.clone()));
    account_user::Entity::update_many()
        .col_expr(account_user::Column::Name, Expr::value(name.clone()))
        .col_expr(account_user::Column::NameKey, Expr::value(key.clone()))
        .filter(account_user::Column::Id.eq(&row.id))
        .exec(db)
        .await?;
    Ok(account_user::Model { name, name_key: key, ..row })
}

/// Counts the uses of an address since `since`.
pub async fn uses<C: ConnectionTrait>(db: &C, user: &UserId, since: Timestamp) -> Result<u64, DbErr> {
    account_use::Entity::find()
        .filter(account_use::Column::UserId.eq(user))
        .filter(account_use::Column::UsedAt.gte(since))
        .count(db)
        .await
}

/// Loads the references of the uses of an address since `since`, oldest first, at most 20.
pub async fn uses_since<C: ConnectionTrait>(
    db: &C,
    user: &UserId,
    since: Timestamp,
) -> Result<Vec<Option<SingleLine>>, DbErr> {
    account_use::Entity::find()
        .select_only()
        .column(account_use::Column::Reference)
        .filter(account_use::Column::UserId.eq(user))
        .filter(account_use::Column::UsedAt.gte(since))
        .order_by_asc(account_use::Column::UsedAt)
        .limit(20)
        .into_tuple()
        .all(db)
        .await
}

/// Counts the other addresses at the same domain that are approved on this account at `now`.
pub async fn approved_at_domain<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    email: &EmailAddress,
    now: Timestamp,
) -> Result<u64, DbErr> {
    account_user::Entity::find()
        .filter(account_user::Column::AccountId.eq(account))
        .filter(account_user::Column::Domain.eq(email.domain()))
        .filter(account_user::Column::EmailKey.ne(email.key()))
        .filter(account_user::Column::Standing.eq(StandingKind::Approved))
        .filter(account_user::Column::ValidUntil.is_null().or(account_user::Column::ValidUntil.gt(now)))
        .count(db)
        .await
}

/// Loads several rows of this account, unordered.
pub async fn by_ids<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    ids: impl IntoIterator<Item = &UserId>,
) -> Result<Vec<account_user::Model>, DbErr> {
    let rows = account_user::Entity::find().filter(account_user::Column::AccountId.eq(account));
    rows.filter(account_user::Column::Id.is_in(ids)).all(db).await
}

/// Loads every address of this account, used or not, to replay rule changes over them.
pub async fn all<C: ConnectionTrait>(db: &C, account: &AccountId) -> Result<Vec<account_user::Model>, DbErr> {
    account_user::Entity::find().filter(account_user::Column::AccountId.eq(account)).all(db).await
}

/// Deletes the uses of an account before `before`, and returns their number.
pub async fn delete_uses<C: ConnectionTrait>(db: &C, account: &AccountId, before: Timestamp) -> Result<u64, DbErr> {
    let old = account_use::Entity::delete_many()
        .filter(account_use::Column::AccountId.eq(account))
        .filter(account_use::Column::UsedAt.lt(before));
    Ok(old.exec(db).await?.rows_affected)
}
