//! Which end of which approval a mail tells of.

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

/// None: joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
