//! A mail that notified an address of a scheduled switch, with its link stored hashed.

use crate::store::columns::SecretHash;
use esecure::id::{MailId, SwitchPlanId, UserId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "switch_notice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: SecretHash,
    pub plan_id: SwitchPlanId,
    pub user_id: UserId,
    pub mail_id: MailId,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
