//! A mail, written in the same transaction as the change it reports.

use crate::mail::catalogue::{MailKind, Sender};
use crate::store::columns::{CodeId, OutboxState};
use esecure::{
    EmailSpelling, Locale, Timestamp,
    id::{AccountId, MailId, ProfileId, RequestId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MailId,
    pub kind: MailKind,
    pub sender: Sender,
    pub to_email: EmailSpelling,
    pub to_name: String,
    pub locale: Locale,
    pub subject: String,
    pub html: String,
    pub text: String,
    pub account_id: Option<AccountId>,
    pub request_id: Option<RequestId>,
    pub profile_id: Option<ProfileId>,
    pub code_id: Option<CodeId>,
    pub created_at: Timestamp,
    pub next_at: Timestamp,
    pub leased_until: Option<Timestamp>,
    pub attempts: i64,
    pub state: OutboxState,
    pub ended_at: Option<Timestamp>,
    /// Last answer of the mail server; for a dropped mail the code of its `DropReason`.
    pub last_error: Option<String>,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
