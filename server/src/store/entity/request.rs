//! A request (PRODUCT.md section 5).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub number: i64,
    pub account_id: String,
    pub user_id: String,
    pub email: String,
    pub email_key: String,
    pub application_id: String,
    pub name: Option<String>,
    pub locale: String,
    pub authenticated: bool,
    pub shipment: String,
    pub message: Option<String>,
    pub opened_at: i64,
    pub expires_at: i64,
    pub attempts: i64,
    pub last_attempt_at: i64,
    pub told: i64,
    pub state: String,
    pub decided_by: Option<String>,
    pub decided_by_name: Option<String>,
    pub way: Option<String>,
    pub reason: Option<String>,
    pub reason_words: Option<String>,
    pub closing: Option<String>,
    pub ended_at: Option<i64>,
    pub status_token: String,
    pub standing_before: Option<String>,
    pub version: i64,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
