//! The personal fields of an entry. They stand beside the chain in two parts: of whom the entry is about, and of the
//! person who did it. Each part has a salt and a digest of its own, and the entry's hash covers both digests, so that either can
//! be erased and the chain still verifies.
//!
//! Entries from before (schema 7 and older) have one digest over all of it: there both go together.

use crate::{
    clock::random_bytes,
    store::entity::{journal, journal_personal},
};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

pub type Fields = Map<String, Value>;

/// Between the two digests of an entry.
const BETWEEN: char = '.';

/// What is still kept of an entry's personal fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Personal {
    /// Of whom the entry is about; nothing once erased.
    pub about: Option<Fields>,
    /// Of who did it, where that was a person; nothing once erased.
    pub actor: Option<Fields>,
}

/// Binds personal fields: the digest for the chain, and the row beside it.
pub(super) fn bind(account_id: &str, seq: i64, about: Fields, actor: Fields) -> (String, journal_personal::Model) {
    let salt = || hex::encode(random_bytes::<16>());
    let row = journal_personal::Model {
        account_id: account_id.to_owned(),
        seq,
        salt: salt(),
        fields: Value::Object(about).to_string(),
        actor_salt: salt(),
        actor_fields: Value::Object(actor).to_string(),
    };
    let digest = format!("{}{BETWEEN}{}", digest(&row.salt, &row.fields), digest(&row.actor_salt, &row.actor_fields));
    (digest, row)
}

/// Whether each part can be erased without the other.
pub fn in_parts(personal_digest: &str) -> bool {
    personal_digest.contains(BETWEEN)
}

/// Whether what is still kept is what was written.
pub(super) fn holds(entry: &journal::Model, kept: Option<&journal_personal::Model>) -> bool {
    let Some(kept) = kept else { return true };
    let part = |salt: &str, fields: &str, bound: &str| {
        // Erased: nothing is kept, not even the salt.
        (salt.is_empty() && fields.is_empty()) || digest(salt, fields) == bound
    };
    match entry.personal_digest.split_once(BETWEEN) {
        Some((about, actor)) => {
            part(&kept.salt, &kept.fields, about) && part(&kept.actor_salt, &kept.actor_fields, actor)
        }
        None => {
            digest(&kept.salt, &kept.fields) == entry.personal_digest
                && kept.actor_salt.is_empty()
                && kept.actor_fields.is_empty()
        }
    }
}

/// Reads what is still kept.
pub fn read(entry: &journal::Model, kept: Option<journal_personal::Model>) -> Personal {
    let Some(kept) = kept else { return Personal::default() };
    let fields = |text: &str| serde_json::from_str::<Fields>(text).ok();
    if in_parts(&entry.personal_digest) {
        return Personal { about: fields(&kept.fields), actor: fields(&kept.actor_fields) };
    }
    let (actor, about) =
        fields(&kept.fields).unwrap_or_default().into_iter().partition(|(name, _)| name.starts_with("actor_"));
    Personal { about: Some(about), actor: Some(actor) }
}

fn digest(salt: &str, fields: &str) -> String {
    let mut sha = Sha256::new();
    sha.update(salt);
    sha.update([0]);
    sha.update(fields);
    hex::encode(sha.finalize())
}
