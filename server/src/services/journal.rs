//! Journal: one hash chain per account, written in the transaction of the recorded change.
//!
//! An entry's hash covers its predecessor's hash, its own fields, and salted digests of its personal fields. The
//! personal fields are stored separately ([`personal`]), so that a person's data can be erased and the chain still
//! verifies.

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

use entry::ActorCode;
pub use entry::{Actor, Entry, Origin, Subject};
pub use erase::Erased;
pub use event::{Change, EventCode, EventGroup, Field, FieldChange, FieldValue, JournalEvent};
pub use personal::PersonalFields;
pub use verify::{ChainError, verify};

use crate::{
    error::{Result, ServiceError},
    store::{
        columns::{ChainText, Digest, EntryNumber},
        entity::{account, journal, journal_address, journal_personal},
    },
};
use esecure::{Timestamp, id::AccountId};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, entity::prelude::*, sea_query::Expr};
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

/// Rows per INSERT statement: SQLite allows 32,766 parameters.
const BATCH: usize = 500;

/// Appends several entries in order, with few statements: a large upload writes thousands.
pub async fn append_all<C: ConnectionTrait>(
    tx: &C,
    account_id: &AccountId,
    entries: impl IntoIterator<Item = Entry<'_>>,
    now: Timestamp,
) -> Result<()> {
    let account = account::Entity::find_by_id(account_id).one(tx).await?;
    let account = account.ok_or_else(|| ServiceError::Stored(format!("no account {account_id}")))?;
    let (mut seq, mut last) = (account.journal_seq, account.journal_hash);
    let (mut links, mut personal, mut keys) = (Vec::new(), Vec::new(), Vec::new());
    for entry in entries {
        seq = seq.next();
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
    account_id: &AccountId,
    (seq, previous): (EntryNumber, &Digest),
    now: Timestamp,
) -> (journal::Model, journal_personal::Model) {
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
        previous_hash: previous.clone(),
        hash: Digest::default(),
    };
    row.hash = hash(&row);
    (row, personal)
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
