//! One address on one account, with its standing.

use crate::store::columns::ShownAs;
use esecure::{
    DomainName, EmailKey, EmailSpelling, SingleLine, Timestamp,
    id::{AccountId, ProfileId, UserId},
    policy::{StandingKind, StandingSource},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_user")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UserId,
    pub account_id: AccountId,
    pub email: EmailSpelling,
    pub email_key: EmailKey,
    pub domain: DomainName,
    pub name: Option<SingleLine>,
    pub standing: StandingKind,
    pub valid_until: Option<Timestamp>,
    pub note: Option<SingleLine>,
    pub source: Option<StandingSource>,
    pub decided_by: Option<ProfileId>,
    pub decided_by_name: Option<SingleLine>,
    pub decided_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub name_key: Option<String>,
    pub uses: i64,
    pub last_use: Timestamp,
    pub shown_as: ShownAs,
    pub listed: bool,
    pub end_told: Option<Timestamp>,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
