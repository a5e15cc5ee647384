//! Which addresses the personal fields of a journal entry hold: what the journal is searched by, and erased with them.

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

/// None: joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The entry is about this address.
pub const ABOUT: &str = "about";
/// It was this person's doing.
pub const BY: &str = "by";

/// The addresses in an entry's personal fields, by field and role.
const FIELDS: [(&str, &str); 3] = [("email", ABOUT), ("email_before", ABOUT), ("actor_email", BY)];

/// The rows for the personal fields of an entry, as they are stored.
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
