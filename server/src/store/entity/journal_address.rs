//! Addresses in the personal fields of journal entries, as search keys; erased together with the fields.

use crate::store::columns::{ChainText, EntryNumber, PersonRole};
use esecure::{EmailKey, id::AccountId};
use sea_orm::entity::prelude::*;
use serde_json::{Map, Value};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "journal_address")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub email_key: EmailKey,
    #[sea_orm(primary_key, auto_increment = false)]
    pub role: PersonRole,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: EntryNumber,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Personal fields that contain an address, with their roles.
const FIELDS: [(&str, PersonRole); 3] =
    [("email", PersonRole::About), ("email_before", PersonRole::About), ("actor_email", PersonRole::By)];

/// Extracts the search keys from the stored personal fields of an entry.
pub fn keys(account_id: &AccountId, seq: EntryNumber, fields: &ChainText) -> Vec<Model> {
    let fields: Map<String, Value> = serde_json::from_str(fields.as_str()).unwrap_or_default();
    let mut keys: Vec<Model> = Vec::new();
    for (field, role) in FIELDS {
        let Some(email) = fields.get(field).and_then(Value::as_str) else { continue };
        let row = Model { account_id: account_id.clone(), email_key: EmailKey::from_stored(email), role, seq };
        if !keys.contains(&row) {
            keys.push(row);
        }
    }
    keys
}
