//! A committed upload.

use crate::store::columns::{Digest, Json};
use esecure::{
    SingleLine, Timestamp,
    id::{AccountId, ProfileId, UploadId},
    upload::JudgementKind,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UploadId,
    pub account_id: AccountId,
    pub digest: Digest,
    pub file: String,
    pub approved: i64,
    pub left_out: Json<Vec<(JudgementKind, u64)>>,
    pub uploaded_by: ProfileId,
    pub uploaded_by_name: SingleLine,
    pub uploaded_at: Timestamp,
    pub undone_by_name: Option<SingleLine>,
    pub undone_at: Option<Timestamp>,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
