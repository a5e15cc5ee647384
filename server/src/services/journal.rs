//! Journal: one hash chain per account, written in the transaction of the recorded change.
//!
//! An entry's hash covers its predecessor's hash, its own fields, and salted digests of its personal fields. The
//! personal fields are stored separately ([`personal`]), so that a person's data can be erased and the chain still
//! verifies.

mod changes;
mod erase;
mod export;
mod labels;
mod page;
pub mod personal;
mod verify;

pub use erase::Erased;
pub use verify::{ChainError, verify};

use crate::{
    error::{Result, ServiceError},
    store::entity::{account, journal, journal_address, journal_personal},
};
use esecure::{MultiLine, SingleLine, Timestamp, person::Person};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, entity::prelude::*, sea_query::Expr};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

/// Previous hash of the first entry.
pub const GENESIS_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Prefix of an application's name in the actor column.
const APPLICATION: &str = "application:";
/// Actor code of the operator.
const OPERATOR: &str = "operator";
/// Actor code of eSecure itself.
const SYSTEM: &str = "system";
/// Actor code of a requester who uses a mailed link.
const REQUESTER: &str = "requester";

#[derive(Debug, Clone)]
pub enum Actor<'a> {
    /// An administrator, or a person about their own profile.
    Person(&'a Person),
    /// An application, by name.
    Application(&'a str),
    /// The carrier's staff at the command line.
    Operator,
    /// eSecure itself, in a scheduled job.
    System,
    /// The holder of a link mailed only to the requester's address.
    Requester,
}

/// Entry to be appended. Personal fields (addresses, names) belong in `personal` only.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// Event code: `request_opened`, `standing_changed`, …
    pub event: &'static str,
    pub actor: Actor<'a>,
    /// Origin code: `page`, `mail`, `list`, `upload`, `api`, `schedule`, `command_line`.
    pub origin: &'a str,
    /// Identifier of the affected object.
    pub subject: &'a str,
    pub before: Value,
    /// Values after the change.
    pub after: Value,
    pub personal: Value,
}

/// Appends an entry to the account's chain. The caller must hold the account's row lock
/// ([`crate::store::accounts::lock_and_bump_version`]).
pub async fn append<C: ConnectionTrait>(tx: &C, account_id: &str, entry: Entry<'_>, now: Timestamp) -> Result<()> {
    append_all(tx, account_id, [entry], now).await
}

/// Rows per INSERT statement: SQLite allows 32,766 parameters.
const BATCH: usize = 500;

/// Appends several entries in order, with few statements: a large upload writes thousands.
pub async fn append_all<C: ConnectionTrait>(
    tx: &C,
    account_id: &str,
    entries: impl IntoIterator<Item = Entry<'_>>,
    now: Timestamp,
) -> Result<()> {
    let account = account::Entity::find_by_id(account_id).one(tx).await?;
    let account = account.ok_or_else(|| ServiceError::Stored(format!("no account {account_id}")))?;
    let (mut seq, mut last) = (account.journal_seq, account.journal_hash);
    let (mut links, mut personal, mut keys) = (Vec::new(), Vec::new(), Vec::new());
    for entry in entries {
        seq += 1;
        let (link, fields) = linked(entry, account_id, (seq, &last), now);
        last.clone_from(&link.hash);
        for part in [&fields.fields, &fields.actor_fields] {
            keys.extend(
                journal_address::keys(account_id, seq, part).into_iter().map(journal_address::ActiveModel::from),
            );
        }
        links.push(journal::ActiveModel::from(link));
        personal.push(journal_personal::ActiveModel::from(fields));
    }
    account::Entity::update_many()
        .col_expr(account::Column::JournalSeq, Expr::value(seq))
        .col_expr(account::Column::JournalHash, Expr::value(last))
        .filter(account::Column::Id.eq(account_id))
        .exec(tx)
        .await?;
    for some in links.chunks(BATCH) {
        journal::Entity::insert_many(some.to_vec()).exec_without_returning(tx).await?;
    }
    for some in personal.chunks(BATCH) {
        journal_personal::Entity::insert_many(some.to_vec()).exec_without_returning(tx).await?;
    }
    for some in keys.chunks(BATCH) {
        journal_address::Entity::insert_many(some.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Builds the rows of an entry that follows the entry with hash `previous`.
fn linked(
    entry: Entry<'_>,
    account_id: &str,
    (seq, previous): (i64, &str),
    now: Timestamp,
) -> (journal::Model, journal_personal::Model) {
    debug_assert!(labels::is_known(entry.event), "{} has no words: services/journal/labels.rs", entry.event);
    let about = match entry.personal {
        Value::Object(map) => cleaned(map),
        _ => Map::new(),
    };
    let mut by = Map::new();
    let actor = match entry.actor {
        Actor::Person(person) => {
            by.insert("actor_name".into(), json!(SingleLine::clean(&person.name).as_deref()));
            by.insert("actor_email".into(), json!(person.email.canonical()));
            person.profile.to_string()
        }
        Actor::Application(name) => format!("{APPLICATION}{name}"),
        Actor::Operator => OPERATOR.to_owned(),
        Actor::System => SYSTEM.to_owned(),
        Actor::Requester => REQUESTER.to_owned(),
    };
    let (personal_digest, personal) = personal::commit_personal(account_id, seq, about, by);
    let mut row = journal::Model {
        account_id: account_id.to_owned(),
        seq,
        at: now.as_millis(),
        event: entry.event.to_owned(),
        actor,
        origin: entry.origin.to_owned(),
        subject: entry.subject.to_owned(),
        before: entry.before.to_string(),
        after: entry.after.to_string(),
        personal_digest,
        previous_hash: previous.to_owned(),
        hash: String::new(),
    };
    row.hash = hash(&row);
    (row, personal)
}

/// Removes control characters from personal fields, also from text that an older version stored. A reason may have
/// several lines.
fn cleaned(fields: Map<String, Value>) -> Map<String, Value> {
    let clean = |(name, value): (String, Value)| {
        let value = match value {
            Value::String(text) if name == "reason_words" => json!(MultiLine::clean(&text).as_deref()),
            Value::String(text) => json!(SingleLine::clean(&text).as_deref()),
            other => other,
        };
        (name, value)
    };
    fields.into_iter().map(clean).collect()
}

/// Computes an entry's hash over all fields except `hash`. Each field is prefixed with its length, so that different
/// entries never hash the same input.
pub fn hash(row: &journal::Model) -> String {
    let mut sha = Sha256::new();
    let (seq, at) = (row.seq.to_string(), row.at.to_string());
    for field in [
        &row.previous_hash,
        &row.account_id,
        &seq,
        &at,
        &row.event,
        &row.actor,
        &row.origin,
        &row.subject,
        &row.before,
        &row.after,
        &row.personal_digest,
    ] {
        sha.update(u64::try_from(field.len()).unwrap_or(u64::MAX).to_be_bytes());
        sha.update(field);
    }
    hex::encode(sha.finalize())
}
