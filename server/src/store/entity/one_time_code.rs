//! A six-digit code mailed to an administrator.

use crate::store::columns::{CodeId, SecretHash};
use esecure::{
    Timestamp,
    id::{ProfileId, RequestId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "one_time_code")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CodeId,
    pub request_id: RequestId,
    pub profile_id: ProfileId,
    pub code_hash: SecretHash,
    pub sent_at: Timestamp,
    pub expires_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
