//! An announcement of an expected shipper.

use crate::store::announcements::AnnouncementState;
use esecure::{
    DomainName, EmailKey, EmailSpelling, SingleLine, Timestamp,
    id::{AccountId, AdministratorId, AnnouncementId, ApplicationId, UserId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "announcement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AnnouncementId,
    pub account_id: AccountId,
    /// Announced address; a row without one announces a domain.
    pub email: Option<EmailSpelling>,
    pub email_key: Option<EmailKey>,
    pub domain: Option<DomainName>,
    pub reference: SingleLine,
    /// First instant at which the announcement no longer matches.
    pub until: Timestamp,
    pub announced_by: AdministratorId,
    pub announced_by_name: SingleLine,
    pub announced_at: Timestamp,
    pub state: AnnouncementState,
    /// Address that used the announcement.
    pub user_id: Option<UserId>,
    pub application_id: Option<ApplicationId>,
    pub ended_at: Option<Timestamp>,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
