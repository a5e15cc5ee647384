//! Journal: one hash chain per account, written in the transaction of the recorded change.
//!
//! An entry's hash covers its predecessor's hash, its own fields, and salted digests of its personal fields. The
//! personal fields are stored separately ([`personal`]), so that a person's data can be erased and the chain still
//! verifies.

mod about;
mod changes;
mod entry;
mod erase;
pub mod event;
mod export;
mod labels;
mod page;
pub mod personal;
mod verify;
mod wording;

pub(in crate::services) use about::AddressEntry;
pub use about::about_address;
use entry::ActorCode;
pub use entry::{Actor, Entry, Origin, Subject};
pub use erase::Erased;
pub use event::{Change, EventCode, EventGroup, Field, FieldChange, FieldValue, JournalEvent};
pub use personal::PersonalFields;
pub use verify::{ChainError, verify};

use crate::{
    error::Result,
    store::{
        columns::{ChainText, Digest},
        entity::journal,
        journal::{self as rows, ChainEnd, NewEntry},
    },
};
use esecure::{Timestamp, id::AccountId};
use sea_orm::ConnectionTrait;
use sha2::{Digest as _, Sha256};

/// Previous hash of the first entry.
pub const GENESIS_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Appends an entry to the account's chain. The caller must hold the account's row lock
/// ([`crate::store::accounts::lock_and_bump_version`]).
pub async fn append<C: ConnectionTrait>(
    tx: &C,
    account_id: &AccountId,
    entry: Entry<'_>,
    now: Timestamp,
) -> Result<()> {
    append_all(tx, account_id, [entry], now).await
}

/// Appends several entries in order, with few statements: a large upload writes thousands.
pub async fn append_all<C: ConnectionTrait>(
    tx: &C,
    account_id: &AccountId,
    entries: impl IntoIterator<Item = Entry<'_>>,
    now: Timestamp,
) -> Result<()> {
    let mut end = rows::chain_end(tx, account_id).await?;
    let mut new = Vec::new();
    for entry in entries {
        let next = following(entry, account_id, &end, now);
        end = ChainEnd { seq: next.entry.seq, hash: next.entry.hash.clone() };
        new.push(next);
    }
    Ok(rows::append(tx, account_id, new).await?)
}

/// Builds the rows of the entry that follows `previous`.
fn following(entry: Entry<'_>, account_id: &AccountId, previous: &ChainEnd, now: Timestamp) -> NewEntry {
    let seq = previous.seq.next();
    let (before, after) = entry.event.stored();
    let (about, by) = (entry.personal.fields(), personal::actor_fields(&entry.actor));
    let (personal_digest, personal) = personal::commit_personal(account_id, seq, about, by);
    let mut row = journal::Model {
        account_id: account_id.clone(),
        seq,
        at: now,
        event: ChainText::new(entry.event.code().code()),
        actor: ChainText::new(ActorCode::from(&entry.actor).code()),
        origin: ChainText::new(entry.origin.code()),
        subject: ChainText::new(entry.subject.as_str()),
        before: ChainText::new(before),
        after: ChainText::new(after),
        personal_digest,
        previous_hash: previous.hash.clone(),
        hash: Digest::default(),
    };
    row.hash = hash(&row);
    NewEntry { entry: row, personal }
}

/// Computes an entry's hash over all fields except `hash`. Each field is prefixed with its length, so that different
/// entries never hash the same input.
pub fn hash(row: &journal::Model) -> Digest {
    let mut sha = Sha256::new();
    let (seq, at) = (row.seq.to_string(), row.at.as_millis().to_string());
    for field in [
        row.previous_hash.as_str(),
        row.account_id.as_str(),
        &seq,
        &at,
        row.event.as_str(),
        row.actor.as_str(),
        row.origin.as_str(),
        row.subject.as_str(),
        row.before.as_str(),
        row.after.as_str(),
        row.personal_digest.as_str(),
    ] {
        sha.update(u64::try_from(field.len()).unwrap_or(u64::MAX).to_be_bytes());
        sha.update(field);
    }
    Digest::new(hex::encode(sha.finalize()))
}
