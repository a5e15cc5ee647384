//! Personal fields of an entry (R-9.2), stored outside the chain in two parts: one about the entry's subject, one about
//! its actor. Each part has its own salt and digest, and the entry's hash covers both digests, so that either part can
//! be erased and the chain still verifies.
//!
//! Entries of schema 7 and older have one digest over all fields, which can only be erased together.

use super::Actor;
use crate::{
    clock::random_bytes,
    store::{
        columns::{ChainText, EntryNumber},
        entity::{journal, journal_personal},
    },
};
use esecure::{EmailKey, MultiLine, SingleLine, id::AccountId};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

pub type Fields = Map<String, Value>;

/// Personal fields about an entry's subject, by what is recorded about it. A text that is missing is stored as `null`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonalFields {
    None,
    Address {
        email: EmailKey,
    },
    /// Address with the name of its holder.
    Holder {
        email: EmailKey,
        name: Option<SingleLine>,
    },
    /// Address whose standing was changed.
    Standing {
        email: EmailKey,
        note: Option<SingleLine>,
    },
    /// Address whose request was decided or ended.
    Request {
        email: EmailKey,
        note: Option<SingleLine>,
        reason_words: Option<MultiLine>,
    },
    /// Person who moved to another address.
    Move {
        email_before: EmailKey,
        email: EmailKey,
    },
    /// Name of an uploaded file.
    File {
        file: Option<SingleLine>,
    },
}

impl PersonalFields {
    pub(super) fn fields(&self) -> Fields {
        let fields = match self {
            Self::None => Vec::new(),
            Self::Address { email } => vec![("email", json!(email.as_str()))],
            Self::Holder { email, name } => vec![("email", json!(email.as_str())), ("name", json!(name))],
            Self::Standing { email, note } => vec![("email", json!(email.as_str())), ("note", json!(note))],
            Self::Request { email, note, reason_words } => {
                vec![("email", json!(email.as_str())), ("note", json!(note)), ("reason_words", json!(reason_words))]
            }
            Self::Move { email_before, email } => {
                vec![("email_before", json!(email_before.as_str())), ("email", json!(email.as_str()))]
            }
            Self::File { file } => vec![("file", json!(file))],
        };
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// Returns the personal fields of an entry's actor.
pub(super) fn actor_fields(actor: &Actor<'_>) -> Fields {
    let Actor::Person(person) = actor else { return Fields::new() };
    let name = json!(SingleLine::clean(&person.name));
    let email = json!(person.email.canonical());
    [("actor_name".to_owned(), name), ("actor_email".to_owned(), email)].into_iter().collect()
}

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
    account_id: &AccountId,
    seq: EntryNumber,
    about: Fields,
    actor: Fields,
) -> (ChainText, journal_personal::Model) {
    let salt = || ChainText::new(hex::encode(random_bytes::<16>()));
    let stored = |fields| ChainText::new(Value::Object(fields).to_string());
    let row = journal_personal::Model {
        account_id: account_id.clone(),
        seq,
        salt: salt(),
        fields: stored(about),
        actor_salt: salt(),
        actor_fields: stored(actor),
    };
    let digest = format!("{}{SEPARATOR}{}", digest(&row.salt, &row.fields), digest(&row.actor_salt, &row.actor_fields));
    (ChainText::new(digest), row)
}

/// Returns `true` if each part can be erased separately.
pub fn is_two_part(personal_digest: &ChainText) -> bool {
    personal_digest.as_str().contains(SEPARATOR)
}

/// Returns `true` if the fields that are still stored match the entry's digest.
pub(super) fn matches_digest(entry: &journal::Model, kept: Option<&journal_personal::Model>) -> bool {
    let Some(kept) = kept else { return true };
    // Erased parts have neither fields nor salt.
    let is_erased = |salt: &ChainText, fields: &ChainText| salt.as_str().is_empty() && fields.as_str().is_empty();
    let part =
        |salt: &ChainText, fields: &ChainText, bound: &str| is_erased(salt, fields) || digest(salt, fields) == bound;
    match entry.personal_digest.as_str().split_once(SEPARATOR) {
        Some((about, actor)) => {
            part(&kept.salt, &kept.fields, about) && part(&kept.actor_salt, &kept.actor_fields, actor)
        }
        None => {
            digest(&kept.salt, &kept.fields) == entry.personal_digest.as_str()
                && is_erased(&kept.actor_salt, &kept.actor_fields)
        }
    }
}

/// Parses the fields that are still stored.
pub fn read(entry: &journal::Model, kept: Option<journal_personal::Model>) -> Personal {
    let Some(kept) = kept else { return Personal::default() };
    let fields = |text: &ChainText| serde_json::from_str::<Fields>(text.as_str()).ok();
    if is_two_part(&entry.personal_digest) {
        return Personal { about: fields(&kept.fields), actor: fields(&kept.actor_fields) };
    }
    let (actor, about) =
        fields(&kept.fields).unwrap_or_default().into_iter().partition(|(name, _)| name.starts_with("actor_"));
    Personal { about: Some(about), actor: Some(actor) }
}

fn digest(salt: &ChainText, fields: &ChainText) -> String {
    let mut sha = Sha256::new();
    sha.update(salt.as_str());
    sha.update([0]);
    sha.update(fields.as_str());
    hex::encode(sha.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_fields_keep_their_stored_form() {
        let email = || EmailKey::from_stored("ann@acme.test");
        let line = SingleLine::clean;
        let stored = [
            (PersonalFields::None, "{}"),
            (PersonalFields::Address { email: email() }, r#"{"email":"ann@acme.test"}"#),
            (PersonalFields::Holder { email: email(), name: line("Ann") }, r#"{"email":"ann@acme.test","name":"Ann"}"#),
            (PersonalFields::Holder { email: email(), name: None }, r#"{"email":"ann@acme.test","name":null}"#),
            (
                PersonalFields::Standing { email: email(), note: line("fair") },
                r#"{"email":"ann@acme.test","note":"fair"}"#,
            ),
            (PersonalFields::Standing { email: email(), note: None }, r#"{"email":"ann@acme.test","note":null}"#),
            (
                PersonalFields::Request { email: email(), note: None, reason_words: MultiLine::clean("no\nthanks") },
                r#"{"email":"ann@acme.test","note":null,"reason_words":"no\nthanks"}"#,
            ),
            (
                PersonalFields::Move { email_before: EmailKey::from_stored("a@b.test"), email: email() },
                r#"{"email":"ann@acme.test","email_before":"a@b.test"}"#,
            ),
            (PersonalFields::File { file: line("list.csv") }, r#"{"file":"list.csv"}"#),
            (PersonalFields::File { file: None }, r#"{"file":null}"#),
        ];
        for (fields, text) in stored {
            assert_eq!(Value::Object(fields.fields()).to_string(), text);
        }
    }
}
