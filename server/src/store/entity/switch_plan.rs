//! A scheduled switch to enforcement.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "switch_plan")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub account_id: String,
    pub switch_at: i64,
    pub set_by: String,
    pub set_by_name: String,
    pub set_at: i64,
    pub ended_at: Option<i64>,
    pub ending: Option<String>,
    pub notices: bool,
    pub noticed_to: String,
    pub noticed_at: Option<i64>,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
