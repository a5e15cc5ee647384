//! A request (PRODUCT.md section 5).

use crate::store::columns::{Json, LinkToken, RequestNumber, Version};
use crate::store::standings::StandingRecord;
use esecure::{
    EmailKey, EmailSpelling, Locale, MultiLine, SingleLine, Timestamp,
    id::{AccountId, ApplicationId, ProfileId, RequestId, UserId},
    request::{CloseReason, DecisionChannel, ReasonCode, StateKind},
    shipment::Shipment,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RequestId,
    pub number: RequestNumber,
    pub account_id: AccountId,
    pub user_id: UserId,
    pub email: EmailSpelling,
    pub email_key: EmailKey,
    pub application_id: ApplicationId,
    pub name: Option<SingleLine>,
    pub locale: Locale,
    pub authenticated: bool,
    pub shipment: Json<Shipment>,
    pub message: Option<MultiLine>,
    pub opened_at: Timestamp,
    pub expires_at: Timestamp,
    pub attempts: i64,
    pub last_attempt_at: Timestamp,
    pub told: i64,
    pub state: StateKind,
    pub decided_by: Option<ProfileId>,
    pub decided_by_name: Option<SingleLine>,
    pub way: Option<DecisionChannel>,
    pub reason: Option<ReasonCode>,
    pub reason_words: Option<MultiLine>,
    pub closing: Option<CloseReason>,
    pub ended_at: Option<Timestamp>,
    pub status_token: LinkToken,
    pub standing_before: Option<Json<StandingRecord>>,
    pub version: Version,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
