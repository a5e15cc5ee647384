//! One link of an account's hash chain.

use crate::store::columns::{ChainText, Digest, EntryNumber};
use esecure::{Timestamp, id::AccountId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "journal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: EntryNumber,
    pub at: Timestamp,
    pub event: ChainText,
    pub actor: ChainText,
    pub origin: ChainText,
    pub subject: ChainText,
    pub before: ChainText,
    pub after: ChainText,
    pub personal_digest: ChainText,
    pub previous_hash: Digest,
    pub hash: Digest,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
