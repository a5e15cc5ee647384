//! An approval's end date that a mail announces.

use esecure::{
    Timestamp,
    id::{MailId, UserId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ending_notice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub mail_id: MailId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    pub valid_until: Timestamp,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
