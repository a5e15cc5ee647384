//! A carrier account number with its company.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub number: String,
    pub company: String,
    pub locale: String,
    pub time_zone: String,
    pub activated_at: i64,
    pub suspended_at: Option<i64>,
    pub enforced: bool,
    pub switched_at: Option<i64>,
    pub switched_by: Option<String>,
    pub last_request_number: i64,
    pub journal_seq: i64,
    pub journal_hash: String,
    pub version: i64,
    pub listed_since: i64,
    pub listed_domains: String,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
