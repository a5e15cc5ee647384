//! A profile's seat on an account.

use esecure::{
    SingleLine, Timestamp,
    id::{AccountId, AdministratorId, ProfileId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "administrator")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AdministratorId,
    pub account_id: AccountId,
    pub profile_id: ProfileId,
    pub added_by: SingleLine,
    pub added_at: Timestamp,
    pub welcomed_at: Option<Timestamp>,
    pub removed_at: Option<Timestamp>,
}

/// Relations for the join that loads a seat whole.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::account::Entity", from = "Column::AccountId", to = "super::account::Column::Id")]
    Account,
    #[sea_orm(belongs_to = "super::profile::Entity", from = "Column::ProfileId", to = "super::profile::Column::Id")]
    Profile,
}

impl Related<super::account::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Account.def()
    }
}

impl Related<super::profile::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Profile.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
