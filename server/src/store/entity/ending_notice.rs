//! An approval's end date that a mail announces.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ending_notice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub mail_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: String,
    pub valid_until: i64,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
