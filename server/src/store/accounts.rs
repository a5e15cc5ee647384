//! Accounts, applications, and lists of domains.

use super::entity::{account, application, domain_rule};
use esecure::{
    AccountNumber, DomainName,
    id::{AccountId, ApplicationId},
    policy::{DomainList, DomainRule},
};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect as _,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait as _, LockType},
};

/// The account of this number.
pub async fn by_number<C: ConnectionTrait>(db: &C, number: &AccountNumber) -> Result<Option<account::Model>, DbErr> {
    account::Entity::find().filter(account::Column::Number.eq(number.as_str())).one(db).await
}

/// The account of this identifier.
///
/// # Errors
/// [`DbErr::RecordNotFound`] where there is none.
pub async fn get<C: ConnectionTrait>(db: &C, id: &AccountId) -> Result<account::Model, DbErr> {
    let found = account::Entity::find_by_id(id.as_str()).one(db).await?;
    found.ok_or_else(|| DbErr::RecordNotFound(format!("account {id}")))
}

/// Takes the account's turn: from here to the commit no other command on this account runs, on any replica. Every
/// command on an account begins with it, so that the rules see a state that stays true until they have written.
///
/// # Errors
/// As [`get`].
pub async fn lock<C: ConnectionTrait>(tx: &C, id: &AccountId) -> Result<account::Model, DbErr> {
    account::Entity::update_many()
        .col_expr(account::Column::Version, Expr::col(account::Column::Version).add(1))
        .filter(account::Column::Id.eq(id.as_str()))
        .exec(tx)
        .await?;
    get(tx, id).await
}

/// Takes the account's turn without moving its version on: for what changes nothing that a page shows.
///
/// # Errors
/// As [`get`].
pub async fn hold<C: ConnectionTrait>(tx: &C, id: &str) -> Result<account::Model, DbErr> {
    // Checks go on: they refer to the account, whose key stays. SQLite has no lock on a row, and needs none: a transaction
    // that writes is alone there ([`super::begin`]).
    let found = account::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(tx).await?;
    found.ok_or_else(|| DbErr::RecordNotFound(format!("account {id}")))
}

/// The versions of these accounts, always in the same order. Every command on an account moves its version on.
pub async fn versions<C: ConnectionTrait>(db: &C, ids: impl IntoIterator<Item = &str>) -> Result<Vec<i64>, DbErr> {
    account::Entity::find()
        .select_only()
        .column(account::Column::Version)
        .filter(account::Column::Id.is_in(ids))
        .order_by_asc(account::Column::Id)
        .into_tuple()
        .all(db)
        .await
}

/// The application that holds this key.
pub async fn application_by_key<C: ConnectionTrait>(
    db: &C,
    key_hash: &str,
) -> Result<Option<application::Model>, DbErr> {
    application::Entity::find()
        .filter(application::Column::KeyHash.eq(key_hash))
        .filter(application::Column::RevokedAt.is_null())
        .one(db)
        .await
}

/// The application of this name.
pub async fn application_by_name<C: ConnectionTrait>(db: &C, name: &str) -> Result<Option<application::Model>, DbErr> {
    application::Entity::find().filter(application::Column::Name.eq(name)).one(db).await
}

/// The name of an application.
pub async fn application_name<C: ConnectionTrait>(db: &C, id: &ApplicationId) -> Result<String, DbErr> {
    let found = application::Entity::find_by_id(id.as_str()).one(db).await?;
    Ok(found.map(|a| a.name).unwrap_or_default())
}

/// An account's two lists: who is authorised, who may ask.
pub async fn domain_rules<C: ConnectionTrait>(
    db: &C,
    account: &str,
) -> Result<(Vec<DomainRule>, Vec<DomainRule>), DbErr> {
    let rows = domain_rule::Entity::find().filter(domain_rule::Column::AccountId.eq(account)).all(db).await?;
    let of = |list: DomainList| rows.iter().filter(|row| row.list == list.code()).map(domain_rule_of).collect();
    Ok((of(DomainList::Authorised), of(DomainList::MayAsk)))
}

/// The rule that a row stores.
pub fn domain_rule_of(row: &domain_rule::Model) -> DomainRule {
    DomainRule { domain: DomainName::from_canonical(&row.domain), with_subdomains: row.with_subdomains }
}

/// The rows of an account's two lists, by name.
pub async fn domain_rows<C: ConnectionTrait>(db: &C, account: &str) -> Result<Vec<domain_rule::Model>, DbErr> {
    domain_rule::Entity::find()
        .filter(domain_rule::Column::AccountId.eq(account))
        .order_by_asc(domain_rule::Column::Domain)
        .all(db)
        .await
}
