//! A single-use link that confirms a profile's new address, stored hashed.

use crate::store::columns::SecretHash;
use esecure::{EmailKey, EmailSpelling, Timestamp, id::ProfileId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "email_change")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: SecretHash,
    pub profile_id: ProfileId,
    pub email: EmailSpelling,
    pub email_key: EmailKey,
    pub asked_at: Timestamp,
    pub expires_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
