//! A token bucket of a rate limit on attempts.

use crate::store::columns::SecretHash;
use esecure::Timestamp;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempt_limit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub key_hash: SecretHash,
    pub full_at: Timestamp,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
