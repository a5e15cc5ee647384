//! A committed upload.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub account_id: String,
    pub digest: String,
    pub file: String,
    pub approved: i64,
    pub left_out: String,
    pub uploaded_by: String,
    pub uploaded_by_name: String,
    pub uploaded_at: i64,
    pub undone_by_name: Option<String>,
    pub undone_at: Option<i64>,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
