//! A carrier account number with its company.

use crate::store::columns::{Digest, EntryNumber, RequestNumber, Version};
use esecure::{AccountNumber, Locale, SingleLine, Timestamp, id::AccountId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountId,
    pub number: AccountNumber,
    pub company: SingleLine,
    pub locale: Locale,
    pub time_zone: String,
    pub activated_at: Timestamp,
    pub suspended_at: Option<Timestamp>,
    pub enforced: bool,
    pub switched_at: Option<Timestamp>,
    pub switched_by: Option<SingleLine>,
    pub last_request_number: RequestNumber,
    pub journal_seq: EntryNumber,
    pub journal_hash: Digest,
    pub version: Version,
    pub listed_since: Timestamp,
    pub listed_domains: Digest,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
