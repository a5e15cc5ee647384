//! The journal: one hash chain per account, written in the transaction of the change it tells of.
//!
//! An entry's hash covers its predecessor's hash, its own fields, and a salted digest of its personal fields. Those stand
//! apart, so that a person's data can be erased and the chain still verifies.

use crate::{
    clock::random_bytes,
    error::{Result, ServiceError},
    store::{
        accounts,
        entity::{account, journal, journal_personal},
    },
};
use esecure::{Timestamp, person::Person};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, entity::prelude::*, sea_query::Expr};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

/// The hash before the first entry.
pub const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Who did it.
#[derive(Debug, Clone)]
pub enum Actor<'a> {
    /// An administrator, or a person about their own profile.
    Person(&'a Person),
    /// An application by its name.
    Application(&'a str),
    /// The carrier's staff at the command line.
    Operator,
    /// eSecure itself, at a time that had come.
    System,
    /// Whoever has a link that only a mail to their own address told.
    Requester,
}

/// What is written. Personal fields (addresses, names) belong into `personal`, and nowhere else.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// What happened: `request_opened`, `standing_changed`, …
    pub event: &'static str,
    /// Who did it.
    pub actor: Actor<'a>,
    /// From where: `page`, `mail`, `list`, `upload`, `api`, `schedule`, `command_line`.
    pub origin: &'a str,
    /// What it happened to: an identifier.
    pub subject: &'a str,
    /// How it was.
    pub before: Value,
    /// How it is now.
    pub after: Value,
    /// Personal fields.
    pub personal: Value,
}

/// Appends an entry to the account's chain. The account's turn must have been taken ([`accounts::lock`]).
///
/// # Errors
/// As the database.
pub async fn append<C: ConnectionTrait>(tx: &C, account_id: &str, entry: Entry<'_>, now: Timestamp) -> Result<()> {
    append_all(tx, account_id, [entry], now).await
}

/// Entries that one statement carries: SQLite takes 32,766 parameters.
const AT_ONCE: usize = 500;

/// The same for several entries in their order: a file's thousand are a few statements.
///
/// # Errors
/// As the database.
pub async fn append_all<C: ConnectionTrait>(
    tx: &C,
    account_id: &str,
    entries: impl IntoIterator<Item = Entry<'_>>,
    now: Timestamp,
) -> Result<()> {
    let account = account::Entity::find_by_id(account_id).one(tx).await?;
    let account = account.ok_or_else(|| ServiceError::Stored(format!("no account {account_id}")))?;
    let (mut seq, mut last) = (account.journal_seq, account.journal_hash);
    let (mut links, mut personal) = (Vec::new(), Vec::new());
    for entry in entries {
        seq += 1;
        let (link, fields) = linked(entry, account_id, (seq, &last), now);
        last.clone_from(&link.hash);
        links.push(journal::ActiveModel::from(link));
        personal.push(journal_personal::ActiveModel::from(fields));
    }
    account::Entity::update_many()
        .col_expr(account::Column::JournalSeq, Expr::value(seq))
        .col_expr(account::Column::JournalHash, Expr::value(last))
        .filter(account::Column::Id.eq(account_id))
        .exec(tx)
        .await?;
    for some in links.chunks(AT_ONCE) {
        journal::Entity::insert_many(some.to_vec()).exec_without_returning(tx).await?;
    }
    for some in personal.chunks(AT_ONCE) {
        journal_personal::Entity::insert_many(some.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// An entry as the link that follows the one that hashes to `previous`.
fn linked(
    entry: Entry<'_>,
    account_id: &str,
    (seq, previous): (i64, &str),
    now: Timestamp,
) -> (journal::Model, journal_personal::Model) {
    let mut personal = match entry.personal {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    let actor = match entry.actor {
        Actor::Person(person) => {
            personal.insert("actor_name".into(), json!(person.name));
            personal.insert("actor_email".into(), json!(person.email.canonical()));
            person.profile.to_string()
        }
        Actor::Application(name) => format!("application:{name}"),
        Actor::Operator => "operator".to_owned(),
        Actor::System => "system".to_owned(),
        Actor::Requester => "requester".to_owned(),
    };
    let (salt, fields) = (hex::encode(random_bytes::<16>()), Value::Object(personal).to_string());
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
        personal_digest: digest(&salt, &fields),
        previous_hash: previous.to_owned(),
        hash: String::new(),
    };
    row.hash = hash(&row);
    (row, journal_personal::Model { account_id: account_id.to_owned(), seq, salt, fields })
}

fn digest(salt: &str, fields: &str) -> String {
    let mut sha = Sha256::new();
    sha.update(salt);
    sha.update([0]);
    sha.update(fields);
    hex::encode(sha.finalize())
}

/// Each field goes in with its length, so that no two different entries hash alike.
fn hash(row: &journal::Model) -> String {
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

/// The first entry of a chain that does not hold, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// An entry is missing or out of order.
    #[error("entry {0} is missing, or stands in another's place")]
    Sequence(i64),
    /// An entry does not continue its predecessor.
    #[error("entry {0} does not continue the one before it")]
    Link(i64),
    /// An entry was altered.
    #[error("entry {0} was altered")]
    Altered(i64),
    /// The personal fields of an entry were altered (erasing them is no break).
    #[error("the personal fields of entry {0} were altered")]
    Personal(i64),
    /// The chain is shorter or longer than the account says.
    #[error("the chain should end with entry {0}")]
    End(i64),
}

/// Checks an account's chain from its beginning; says how many entries it has.
///
/// # Errors
/// The database's, or within `Ok` the first [`Broken`] entry.
pub async fn verify<C: ConnectionTrait>(db: &C, account: &account::Model) -> Result<std::result::Result<u64, Broken>> {
    let entries = accounts::journal(db, &account.id).await?;
    let mut previous = BEGINNING.to_owned();
    for (expected, (entry, personal)) in (1..).zip(&entries) {
        if entry.seq != expected {
            return Ok(Err(Broken::Sequence(expected)));
        }
        if entry.previous_hash != previous {
            return Ok(Err(Broken::Link(expected)));
        }
        if hash(entry) != entry.hash {
            return Ok(Err(Broken::Altered(expected)));
        }
        if personal.as_ref().is_some_and(|p| digest(&p.salt, &p.fields) != entry.personal_digest) {
            return Ok(Err(Broken::Personal(expected)));
        }
        previous.clone_from(&entry.hash);
    }
    let count = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    if count != account.journal_seq || previous != account.journal_hash {
        return Ok(Err(Broken::End(account.journal_seq)));
    }
    Ok(Ok(u64::try_from(count).unwrap_or(0)))
}
