//! Queries on the two domain lists of an account.

use super::entity::domain_rule;
use esecure::{
    SingleLine, Timestamp,
    id::{AccountId, DomainRuleId},
    policy::{DomainList, DomainRule},
};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder as _, entity::prelude::*,
    sea_query::Expr,
};

/// Loads the two lists of an account: authorised domains, and domains that may request access.
pub async fn lists<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
) -> Result<(Vec<DomainRule>, Vec<DomainRule>), DbErr> {
    let rows = domain_rule::Entity::find().filter(domain_rule::Column::AccountId.eq(account)).all(db).await?;
    let of = |list: DomainList| rows.iter().filter(|row| row.list == list).map(rule_of).collect();
    Ok((of(DomainList::Authorised), of(DomainList::MayAsk)))
}

/// Converts a stored row to a [`DomainRule`].
pub fn rule_of(row: &domain_rule::Model) -> DomainRule {
    DomainRule { domain: row.domain.clone(), with_subdomains: row.with_subdomains }
}

/// Loads the rows of both lists of an account, ordered by domain.
pub async fn rows<C: ConnectionTrait>(db: &C, account: &AccountId) -> Result<Vec<domain_rule::Model>, DbErr> {
    domain_rule::Entity::find()
        .filter(domain_rule::Column::AccountId.eq(account))
        .order_by_asc(domain_rule::Column::Domain)
        .all(db)
        .await
}

pub async fn insert<C: ConnectionTrait>(tx: &C, row: domain_rule::Model) -> Result<(), DbErr> {
    domain_rule::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Changes the subdomain setting of an entry and records the author of the change.
pub async fn set_with_subdomains<C: ConnectionTrait>(
    tx: &C,
    id: &DomainRuleId,
    with_subdomains: bool,
    author: &SingleLine,
    now: Timestamp,
) -> Result<(), DbErr> {
    domain_rule::Entity::update_many()
        .col_expr(domain_rule::Column::WithSubdomains, Expr::value(with_subdomains))
        .col_expr(domain_rule::Column::AddedBy, Expr::value(author))
        .col_expr(domain_rule::Column::AddedAt, Expr::value(now))
        .filter(domain_rule::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn delete<C: ConnectionTrait>(tx: &C, id: &DomainRuleId) -> Result<(), DbErr> {
    domain_rule::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}
