//! An address approved by an upload, with its earlier state.

use crate::store::columns::Json;
use crate::store::standings::StandingRecord;
use esecure::id::{UploadId, UserId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload_address")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub upload_id: UploadId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    pub before: Json<StandingRecord>,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
