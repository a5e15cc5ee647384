//! Journal queries: pages in either direction, and filters. Entries are never changed; only their personal fields can
//! be erased.

use super::{
    columns::{ChainText, Digest, EntryNumber, PersonRole},
    entity::{account, application, journal, journal_address, journal_personal},
};
use crate::services::journal::EventCode;
use esecure::{
    EmailKey, SingleLine, Timestamp,
    id::{AccountId, ProfileId},
};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder as _, QuerySelect as _, QueryTrait as _, Select,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait as _},
};
use std::collections::HashMap;

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
    let entries = filtered(account, filter);
    let entries = match side {
        PageDirection::After(seq) => entries.filter(journal::Column::Seq.gt(seq)).order_by_asc(journal::Column::Seq),
        PageDirection::Before(seq) => entries.filter(journal::Column::Seq.lt(seq)).order_by_desc(journal::Column::Seq),
    };
    let entries = entries.limit(limit).all(db).await?;
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

/// Loads the end of an account's hash chain: sequence number and hash of the last entry.
///
/// # Errors
/// [`DbErr::RecordNotFound`] if the account does not exist.
pub async fn head<C: ConnectionTrait>(db: &C, account: &AccountId) -> Result<(EntryNumber, Digest), DbErr> {
    let last = account::Entity::find_by_id(account)
        .select_only()
        .column(account::Column::JournalSeq)
        .column(account::Column::JournalHash)
        .into_tuple()
        .one(db)
        .await?;
    last.ok_or_else(|| DbErr::RecordNotFound(format!("account {account}")))
}

/// Lists the names of all applications, in order.
pub async fn applications<C: ConnectionTrait>(db: &C) -> Result<Vec<SingleLine>, DbErr> {
    let names = application::Entity::find().select_only().column(application::Column::Name);
    names.order_by_asc(application::Column::Name).into_tuple().all(db).await
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

/// Lists an account's entries that contain an address in one role, each with its personal
/// digest.
pub async fn entries_about<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    address: &EmailKey,
    role: PersonRole,
    only: Option<Expr>,
) -> Result<Vec<(EntryNumber, ChainText)>, DbErr> {
    use journal::Column as C;
    let entries = journal::Entity::find()
        .select_only()
        .column(C::Seq)
        .column(C::PersonalDigest)
        .filter(C::AccountId.eq(account))
        .filter(C::Seq.in_subquery(with_address(account, address, role)));
    let entries = match only {
        Some(only) => entries.filter(only),
        None => entries,
    };
    entries.order_by_asc(C::Seq).into_tuple().all(db).await
}

/// Entries per SQL statement.
const BATCH: usize = 500;

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
