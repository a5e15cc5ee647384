//! A person's login to the portal.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "profile")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub email: String,
    pub email_key: String,
    pub name: String,
    pub phone: Option<String>,
    pub locale: String,
    pub password_hash: Option<String>,
    pub share_contact: bool,
    pub terms_version: Option<i64>,
    pub terms_accepted_at: Option<i64>,
    pub created_at: i64,
    pub shortcuts: bool,
    pub decides_by_mail: bool,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
