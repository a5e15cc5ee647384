//! Personal fields of a journal entry, bound to it by salted digests: those of its subject and those of its
//! actor.

use crate::store::columns::{ChainText, EntryNumber};
use esecure::id::AccountId;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "journal_personal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: EntryNumber,
    pub salt: ChainText,
    pub fields: ChainText,
    pub actor_salt: ChainText,
    pub actor_fields: ChainText,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
