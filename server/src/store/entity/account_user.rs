//! One address on one account, with its standing.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_user")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub account_id: String,
    pub email: String,
    pub email_key: String,
    pub domain: String,
    pub name: Option<String>,
    pub standing: String,
    pub valid_until: Option<i64>,
    pub note: Option<String>,
    pub source: Option<String>,
    pub decided_by: Option<String>,
    pub decided_by_name: Option<String>,
    pub decided_at: Option<i64>,
    pub created_at: i64,
    pub name_key: Option<String>,
    pub uses: i64,
    pub last_use: i64,
    pub shown_as: String,
    pub listed: bool,
    pub end_told: Option<i64>,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
