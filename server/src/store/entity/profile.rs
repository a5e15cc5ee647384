//! A person's login to the portal.

use crate::store::columns::PasswordHash;
use esecure::{EmailKey, EmailSpelling, Locale, SingleLine, Timestamp, id::ProfileId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "profile")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProfileId,
    pub email: EmailSpelling,
    pub email_key: EmailKey,
    pub name: String,
    pub phone: Option<SingleLine>,
    pub locale: Locale,
    pub password_hash: Option<PasswordHash>,
    pub share_contact: bool,
    pub terms_version: Option<i64>,
    pub terms_accepted_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub shortcuts: bool,
    pub decides_by_mail: bool,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
