//! Queries on accounts, applications and domain lists.

use super::{
    columns::{SecretHash, Version},
    entity::{account, application, domain_rule},
};
use esecure::{
    AccountNumber, SingleLine, Timestamp,
    id::{AccountId, ApplicationId},
    policy::{DomainList, DomainRule},
};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect as _,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait as _, LockType},
};

pub async fn by_number<C: ConnectionTrait>(db: &C, number: &AccountNumber) -> Result<Option<account::Model>, DbErr> {
    account::Entity::find().filter(account::Column::Number.eq(number)).one(db).await
}

/// Loads an account by its identifier.
///
/// # Errors
/// [`DbErr::RecordNotFound`] if the account does not exist.
pub async fn get<C: ConnectionTrait>(db: &C, id: &AccountId) -> Result<account::Model, DbErr> {
    let found = account::Entity::find_by_id(id).one(db).await?;
    found.ok_or_else(|| DbErr::RecordNotFound(format!("account {id}")))
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

/// Finds the application with this API key hash, unless its key is revoked.
pub async fn application_by_key<C: ConnectionTrait>(
    db: &C,
    key_hash: &SecretHash,
) -> Result<Option<application::Model>, DbErr> {
    application::Entity::find()
        .filter(application::Column::KeyHash.eq(key_hash))
        .filter(application::Column::RevokedAt.is_null())
        .one(db)
        .await
}

pub async fn application_by_name<C: ConnectionTrait>(
    db: &C,
    name: &SingleLine,
) -> Result<Option<application::Model>, DbErr> {
    application::Entity::find().filter(application::Column::Name.eq(name)).one(db).await
}

/// Loads the name of an application; empty if it does not exist.
pub async fn application_name<C: ConnectionTrait>(db: &C, id: &ApplicationId) -> Result<String, DbErr> {
    let found = application::Entity::find_by_id(id).one(db).await?;
    Ok(found.map(|application| application.name.into()).unwrap_or_default())
}

/// Loads the two domain lists of an account: authorised domains, and domains that may request access.
pub async fn domain_rules<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
) -> Result<(Vec<DomainRule>, Vec<DomainRule>), DbErr> {
    let rows = domain_rule::Entity::find().filter(domain_rule::Column::AccountId.eq(account)).all(db).await?;
    let of = |list: DomainList| rows.iter().filter(|row| row.list == list).map(domain_rule_of).collect();
    Ok((of(DomainList::Authorised), of(DomainList::MayAsk)))
}

/// Converts a stored row to a [`DomainRule`].
pub fn domain_rule_of(row: &domain_rule::Model) -> DomainRule {
    DomainRule { domain: row.domain.clone(), with_subdomains: row.with_subdomains }
}

/// Loads the rows of both domain lists of an account, ordered by domain.
pub async fn domain_rows<C: ConnectionTrait>(db: &C, account: &AccountId) -> Result<Vec<domain_rule::Model>, DbErr> {
    domain_rule::Entity::find()
        .filter(domain_rule::Column::AccountId.eq(account))
        .order_by_asc(domain_rule::Column::Domain)
        .all(db)
        .await
}
