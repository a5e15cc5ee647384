//! A mail, written in the same transaction as the change it reports.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub kind: String,
    pub sender: String,
    pub to_email: String,
    pub to_name: String,
    pub locale: String,
    pub subject: String,
    pub html: String,
    pub text: String,
    pub account_id: Option<String>,
    pub request_id: Option<String>,
    pub profile_id: Option<String>,
    pub code_id: Option<String>,
    pub created_at: i64,
    pub next_at: i64,
    pub leased_until: Option<i64>,
    pub attempts: i64,
    pub state: String,
    pub ended_at: Option<i64>,
    pub last_error: Option<String>,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
