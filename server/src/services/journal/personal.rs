//! Personal fields of an entry, stored outside the chain in two parts: one about the entry's subject, one about
//! its actor. Each part has its own salt and digest, and the entry's hash covers both digests, so that either part can
//! be erased and the chain still verifies.
//!
//! Entries of schema 7 and older have one digest over all fields, which can only be erased together.

use crate::{
    clock::random_bytes,
    store::entity::{journal, journal_personal},
};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

pub type Fields = Map<String, Value>;

/// Separator of the two digests of an entry.
const SEPARATOR: char = '.';

/// Personal fields of an entry that have not been erased.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Personal {
    /// Fields about the entry's subject; `None` once erased.
    pub about: Option<Fields>,
    /// Fields about the actor, if that was a person; `None` once erased.
    pub actor: Option<Fields>,
}

/// Computes the digest of the personal fields for the chain and builds the row that stores the fields.
pub(super) fn commit_personal(
    account_id: &str,
    seq: i64,
    about: Fields,
    actor: Fields,
) -> (String, journal_personal::Model) {
    let salt = || hex::encode(random_bytes::<16>());
    let row = journal_personal::Model {
        account_id: account_id.to_owned(),
        seq,
        salt: salt(),
        fields: Value::Object(about).to_string(),
        actor_salt: salt(),
        actor_fields: Value::Object(actor).to_string(),
    };
    let digest = format!("{}{SEPARATOR}{}", digest(&row.salt, &row.fields), digest(&row.actor_salt, &row.actor_fields));
    (digest, row)
}

/// Returns `true` if each part can be erased separately.
pub fn is_two_part(personal_digest: &str) -> bool {
    personal_digest.contains(SEPARATOR)
}

/// Returns `true` if the fields that are still stored match the entry's digest.
pub(super) fn matches_digest(entry: &journal::Model, kept: Option<&journal_personal::Model>) -> bool {
    let Some(kept) = kept else { return true };
    let part = |salt: &str, fields: &str, bound: &str| {
        // Erased parts have neither fields nor salt.
        (salt.is_empty() && fields.is_empty()) || digest(salt, fields) == bound
    };
    match entry.personal_digest.split_once(SEPARATOR) {
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

/// Parses the fields that are still stored.
pub fn read(entry: &journal::Model, kept: Option<journal_personal::Model>) -> Personal {
    let Some(kept) = kept else { return Personal::default() };
    let fields = |text: &str| serde_json::from_str::<Fields>(text).ok();
    if is_two_part(&entry.personal_digest) {
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
