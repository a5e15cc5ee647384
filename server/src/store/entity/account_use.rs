//! A check that was answered `allowed`, or an imported use. `once` makes an import idempotent.

use crate::store::columns::UseId;
use esecure::{
    SingleLine, Timestamp,
    id::{AccountId, ApplicationId, UserId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_use")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UseId,
    pub account_id: AccountId,
    pub user_id: UserId,
    pub application_id: ApplicationId,
    pub used_at: Timestamp,
    pub reference: Option<SingleLine>,
    pub once: String,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
