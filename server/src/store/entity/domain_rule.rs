//! An entry of one of the two domain lists.

use esecure::{
    DomainName, SingleLine, Timestamp,
    id::{AccountId, DomainRuleId},
    policy::DomainList,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "domain_rule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DomainRuleId,
    pub account_id: AccountId,
    pub list: DomainList,
    pub domain: DomainName,
    pub with_subdomains: bool,
    pub added_by: SingleLine,
    pub added_at: Timestamp,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
