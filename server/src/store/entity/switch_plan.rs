//! A scheduled switch to enforcement.

use crate::store::switch_plans::Ending;
use esecure::{
    SingleLine, Timestamp,
    id::{AccountId, ProfileId, SwitchPlanId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "switch_plan")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SwitchPlanId,
    pub account_id: AccountId,
    pub switch_at: Timestamp,
    pub set_by: ProfileId,
    pub set_by_name: SingleLine,
    pub set_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub ending: Option<Ending>,
    pub notices: bool,
    pub noticed_to: String,
    pub noticed_at: Option<Timestamp>,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
