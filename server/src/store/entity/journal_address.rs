//! Addresses in the personal fields of journal entries, as search keys; erased together with the fields.

use sea_orm::entity::prelude::*;
use serde_json::{Map, Value};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "journal_address")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub email_key: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub role: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
}

/// No relations: joins are written in the queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The entry is about this address.
pub const ABOUT: &str = "about";
/// The person with this address is the actor of the entry.
pub const BY: &str = "by";

/// Personal fields that contain an address, with their roles.
const FIELDS: [(&str, &str); 3] = [("email", ABOUT), ("email_before", ABOUT), ("actor_email", BY)];

/// Extracts the search keys from the stored personal fields of an entry.
pub fn keys(account_id: &str, seq: i64, fields: &str) -> Vec<Model> {
    let fields: Map<String, Value> = serde_json::from_str(fields).unwrap_or_default();
    let mut keys: Vec<Model> = Vec::new();
    for (field, role) in FIELDS {
        let Some(email) = fields.get(field).and_then(Value::as_str) else { continue };
        let row = Model { account_id: account_id.to_owned(), email_key: email.to_owned(), role: role.to_owned(), seq };
        if !keys.contains(&row) {
            keys.push(row);
        }
    }
    keys
}
