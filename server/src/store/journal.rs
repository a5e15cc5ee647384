//! Journal queries: pages in either direction, and filters. Entries are never changed; only their personal fields can
//! be erased.

use super::{
    columns::{ChainText, Digest, EntryNumber, PersonRole},
    entity::{account, journal, journal_address, journal_personal},
};
use crate::services::journal::EventCode;
use esecure::{
    EmailKey, Timestamp,
    id::{AccountId, AdministratorId, ProfileId},
};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel as _, QueryFilter, QueryOrder as _,
    QuerySelect as _, QueryTrait as _, Select,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait as _},
};
use std::collections::HashMap;

/// Entries per SQL statement: SQLite allows 32,766 parameters.
const BATCH: usize = 500;

/// A journal entry with its personal fields, unless they were erased.
pub type StoredEntry = (journal::Model, Option<journal_personal::Model>);

/// Filter for journal entries; the default matches all of them.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Events to match; empty matches all.
    pub events: Vec<EventCode>,
    /// Actor, as identified in the hash chain.
    pub actor: Option<String>,
    /// Address that the entry is about, in canonical form.
    pub address: Option<EmailKey>,
    /// Start of the time range (inclusive); `to` is exclusive.
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
}

/// Start position and direction of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageDirection {
    /// Entries after this sequence number, oldest first.
    After(EntryNumber),
    /// Entries before this sequence number, newest first.
    Before(EntryNumber),
}

/// Loads up to `limit` matching entries of an account.
pub async fn page<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    filter: &Filter,
    side: PageDirection,
    limit: u64,
) -> Result<Vec<StoredEntry>, DbErr> {
    let entries = page_query(account, filter, side, limit).all(db).await?;
    let seqs = entries.iter().map(|entry| entry.seq);
    let Some((first, last)) = seqs.clone().min().zip(seqs.clone().max()) else { return Ok(Vec::new()) };
    let personal = journal_personal::Entity::find().filter(journal_personal::Column::AccountId.eq(account));
    // Most pages have no gaps, so a range is shorter than listing every number.
    let personal = if usize::try_from(last.get() - first.get()).is_ok_and(|between| between < entries.len()) {
        personal.filter(journal_personal::Column::Seq.between(first, last))
    } else {
        personal.filter(journal_personal::Column::Seq.is_in(seqs))
    };
    let personal = personal.all(db).await?;
    let mut by_seq: HashMap<EntryNumber, _> = personal.into_iter().map(|fields| (fields.seq, fields)).collect();
    Ok(entries
        .into_iter()
        .map(|entry| {
            let own = by_seq.remove(&entry.seq);
            (entry, own)
        })
        .collect())
}

/// Builds the query of the entries of [`page`].
pub fn page_query(account: &AccountId, filter: &Filter, side: PageDirection, limit: u64) -> Select<journal::Entity> {
    use journal::Column as C;
    let entries = filtered(account, filter);
    let entries = match side {
        PageDirection::After(seq) => entries.filter(C::Seq.gt(seq)).order_by_asc(C::Seq),
        PageDirection::Before(seq) => entries.filter(C::Seq.lt(seq)).order_by_desc(C::Seq),
    };
    entries.limit(limit)
}

fn filtered(account: &AccountId, filter: &Filter) -> Select<journal::Entity> {
    use journal::Column as C;
    let mut entries = journal::Entity::find().filter(C::AccountId.eq(account));
    if !filter.events.is_empty() {
        entries = entries.filter(C::Event.is_in(filter.events.iter().copied()));
    }
    if let Some(actor) = &filter.actor {
        entries = entries.filter(C::Actor.eq(actor.as_str()));
    }
    // Entries are read by sequence number; the index on time gives the range of numbers for the time range.
    if let Some(from) = filter.from {
        let first = edge(account, C::At.gte(from), C::Seq.min());
        entries = entries.filter(C::At.gte(from)).filter(Expr::col(C::Seq).gte(first));
    }
    if let Some(to) = filter.to {
        let last = edge(account, C::At.lt(to), C::Seq.max());
        entries = entries.filter(C::At.lt(to)).filter(Expr::col(C::Seq).lte(last));
    }
    if let Some(address) = &filter.address {
        entries = entries.filter(C::Seq.in_subquery(with_address(account, address, PersonRole::About)));
    }
    entries
}

/// Subquery for the lowest or highest sequence number of an account's entries in a time range.
fn edge(account: &AccountId, at: Expr, which: Expr) -> Expr {
    let entries = journal::Entity::find().select_only().expr(which);
    let entries = entries.filter(journal::Column::AccountId.eq(account)).filter(at);
    Expr::SubQuery(None, Box::new(entries.into_query().into()))
}

/// Subquery for the sequence numbers of an account's entries whose personal fields contain an address in this role.
fn with_address(account: &AccountId, address: &EmailKey, role: PersonRole) -> sea_orm::sea_query::SelectStatement {
    journal_address::Entity::find()
        .select_only()
        .column(journal_address::Column::Seq)
        .filter(journal_address::Column::AccountId.eq(account))
        .filter(journal_address::Column::EmailKey.eq(address))
        .filter(journal_address::Column::Role.eq(role))
        .into_query()
}

/// End of an account's hash chain: number and hash of its last entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainEnd {
    pub seq: EntryNumber,
    pub hash: Digest,
}

/// Loads the end of an account's hash chain.
///
/// # Errors
/// [`DbErr::RecordNotFound`] if the account does not exist.
pub async fn chain_end<C: ConnectionTrait>(db: &C, account: &AccountId) -> Result<ChainEnd, DbErr> {
    let end: Option<(EntryNumber, Digest)> = account::Entity::find_by_id(account)
        .select_only()
        .column(account::Column::JournalSeq)
        .column(account::Column::JournalHash)
        .into_tuple()
        .one(db)
        .await?;
    let (seq, hash) = end.ok_or_else(|| DbErr::RecordNotFound(format!("account {account}")))?;
    Ok(ChainEnd { seq, hash })
}

/// Rows of a new entry.
#[derive(Debug, Clone)]
pub struct NewEntry {
    pub entry: journal::Model,
    pub personal: journal_personal::Model,
}

/// Inserts entries of an account with their search keys, and moves the end of its hash chain to the last of them.
/// The caller must hold the account's row lock.
pub async fn append<C: ConnectionTrait>(tx: &C, account: &AccountId, new: Vec<NewEntry>) -> Result<(), DbErr> {
    let Some(NewEntry { entry: last, .. }) = new.last() else { return Ok(()) };
    account::Entity::update_many()
        .col_expr(account::Column::JournalSeq, Expr::value(last.seq))
        .col_expr(account::Column::JournalHash, Expr::value(&last.hash))
        .filter(account::Column::Id.eq(account))
        .exec(tx)
        .await?;
    let keys = new.iter().flat_map(|NewEntry { personal, .. }| {
        let parts = [&personal.fields, &personal.actor_fields].into_iter();
        parts.flat_map(|part| journal_address::keys(account, personal.seq, part))
    });
    let keys: Vec<_> = keys.map(journal_address::ActiveModel::from).collect();
    let (entries, personal): (Vec<_>, Vec<_>) =
        new.into_iter().map(|new| (new.entry.into_active_model(), new.personal.into_active_model())).unzip();
    for some in entries.chunks(BATCH) {
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

/// Lists the accounts whose journal contains one of these addresses, ordered by account number.
pub async fn accounts_with<C: ConnectionTrait>(db: &C, addresses: &[EmailKey]) -> Result<Vec<account::Model>, DbErr> {
    let with = journal_address::Entity::find()
        .select_only()
        .column(journal_address::Column::AccountId)
        .filter(journal_address::Column::EmailKey.is_in(addresses));
    account::Entity::find()
        .filter(account::Column::Id.in_subquery(with.into_query()))
        .order_by_asc(account::Column::Number)
        .all(db)
        .await
}

/// Lists the addresses recorded for a person as the actor of journal entries.
pub async fn addresses_of<C: ConnectionTrait>(db: &C, profile: &ProfileId) -> Result<Vec<EmailKey>, DbErr> {
    use journal_address::Column as C;
    let (entry, key) = (journal::Entity, journal_address::Entity);
    let own = journal::Entity::find()
        .select_only()
        .column(journal::Column::Seq)
        .filter(journal::Column::Actor.eq(profile))
        .filter(Expr::col((entry, journal::Column::AccountId)).equals((key, C::AccountId)))
        .filter(Expr::col((entry, journal::Column::Seq)).equals((key, C::Seq)));
    journal_address::Entity::find()
        .select_only()
        .column(C::EmailKey)
        .distinct()
        .filter(C::Role.eq(PersonRole::By))
        .filter(Expr::exists(own.into_query()))
        .into_tuple()
        .all(db)
        .await
}

/// Restriction to entries that certainly concern one person.
#[derive(Debug, Clone, Copy)]
pub enum Restriction<'a> {
    /// Entries whose actor is this profile.
    Actor(&'a ProfileId),
    /// Entries about this seat.
    Subject(&'a AdministratorId),
}

/// Number and personal digest of an entry.
#[derive(Debug, Clone, FromQueryResult)]
pub struct EntryDigest {
    pub seq: EntryNumber,
    pub personal_digest: ChainText,
}

/// Lists an account's entries that contain an address in one role.
pub async fn entries_about<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    address: &EmailKey,
    role: PersonRole,
    only: Option<Restriction<'_>>,
) -> Result<Vec<EntryDigest>, DbErr> {
    use journal::Column as C;
    let entries = journal::Entity::find()
        .select_only()
        .column(C::Seq)
        .column(C::PersonalDigest)
        .filter(C::AccountId.eq(account))
        .filter(C::Seq.in_subquery(with_address(account, address, role)));
    let entries = match only {
        Some(Restriction::Actor(profile)) => entries.filter(C::Actor.eq(profile)),
        Some(Restriction::Subject(seat)) => entries.filter(C::Subject.eq(seat)),
        None => entries,
    };
    entries.order_by_asc(C::Seq).into_model().all(db).await
}

/// Erases one part of the personal fields, and its search keys, of entries that hash the parts separately.
pub async fn erase_part<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    seqs: &[EntryNumber],
    role: PersonRole,
) -> Result<(), DbErr> {
    use journal_personal::Column as C;
    let (salt, fields) = match role {
        PersonRole::By => (C::ActorSalt, C::ActorFields),
        PersonRole::About => (C::Salt, C::Fields),
    };
    for seqs in seqs.chunks(BATCH) {
        journal_personal::Entity::update_many()
            .col_expr(salt, Expr::value(""))
            .col_expr(fields, Expr::value(""))
            .filter(C::AccountId.eq(account))
            .filter(C::Seq.is_in(seqs.iter().copied()))
            .exec(db)
            .await?;
        journal_address::Entity::delete_many()
            .filter(journal_address::Column::AccountId.eq(account))
            .filter(journal_address::Column::Seq.is_in(seqs.iter().copied()))
            .filter(journal_address::Column::Role.eq(role))
            .exec(db)
            .await?;
    }
    Ok(())
}

/// Erases all personal fields of entries. The search keys are deleted by cascade.
pub async fn erase_whole<C: ConnectionTrait>(db: &C, account: &AccountId, seqs: &[EntryNumber]) -> Result<(), DbErr> {
    for seqs in seqs.chunks(BATCH) {
        journal_personal::Entity::delete_many()
            .filter(journal_personal::Column::AccountId.eq(account))
            .filter(journal_personal::Column::Seq.is_in(seqs.iter().copied()))
            .exec(db)
            .await?;
    }
    Ok(())
}
