//! A source from which a profile has signed in.

use crate::store::columns::SecretHash;
use esecure::{Timestamp, id::ProfileId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "known_source")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub key_hash: SecretHash,
    pub profile_id: ProfileId,
    pub seen_at: Timestamp,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
