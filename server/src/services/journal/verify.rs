//! Verification of an account's hash chain. The chain is read in batches, so memory use does not depend on its
//! length.

use super::{GENESIS_HASH, hash, personal};
use crate::{
    error::Result,
    store::{
        columns::{Digest, EntryNumber},
        entity::account,
        journal::{self, ChainEnd, Filter, PageDirection, StoredEntry},
    },
};
use sea_orm::ConnectionTrait;

/// Entries per batch.
const BATCH: u64 = 2000;

/// First broken entry of a chain, by sequence number, with the kind of error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// An entry is missing or out of order.
    #[error("entry {0} is missing or out of order")]
    Sequence(EntryNumber),
    /// An entry does not continue its predecessor.
    #[error("entry {0} does not continue the one before it")]
    Link(EntryNumber),
    /// An entry was altered.
    #[error("entry {0} was altered")]
    Altered(EntryNumber),
    /// The personal fields of an entry were altered; erasing them is not an error.
    #[error("the personal fields of entry {0} were altered")]
    Personal(EntryNumber),
    /// An entry follows the last one recorded in the account row.
    #[error("entry {0} comes after the end of the chain")]
    Surplus(EntryNumber),
    /// The last entry differs from the one recorded in the account row.
    #[error("entry {0} is not the one the chain ended with")]
    End(EntryNumber),
}

/// Verifies an account's chain from its first entry; returns its length.
///
/// # Errors
/// A database error; within `Ok`, the [`ChainError`] of the first bad entry.
pub async fn verify<C: ConnectionTrait>(
    db: &C,
    account: &account::Model,
) -> Result<std::result::Result<u64, ChainError>> {
    let mut chain = Chain { last: EntryNumber::default(), hash: Digest::new(GENESIS_HASH) };
    // Starts below 1, to detect entries inserted before the first.
    let mut side = PageDirection::After(EntryNumber::new(i64::MIN));
    let mut known = None;
    loop {
        let piece = journal::page(db, &account.id, &Filter::default(), side, BATCH).await?;
        for kept in &piece {
            if let Err(broken) = chain.take(kept) {
                return Ok(Err(broken));
            }
        }
        side = PageDirection::After(chain.last);
        if !piece.is_empty() {
            continue;
        }
        // Read last: entries appended since the loop began are read too before any is reported missing.
        let ChainEnd { seq: end, hash } = journal::chain_end(db, &account.id).await?;
        if known != Some(end) && end > chain.last {
            known = Some(end);
            continue;
        }
        return Ok(match end.cmp(&chain.last) {
            std::cmp::Ordering::Greater => Err(ChainError::Sequence(chain.last.next())),
            std::cmp::Ordering::Less => Err(ChainError::Surplus(end.next())),
            std::cmp::Ordering::Equal if hash != chain.hash => Err(ChainError::End(end)),
            std::cmp::Ordering::Equal => Ok(u64::try_from(end.get()).unwrap_or(0)),
        });
    }
}

/// Progress of the verification.
struct Chain {
    last: EntryNumber,
    hash: Digest,
}

impl Chain {
    /// Verifies the next entry.
    fn take(&mut self, (entry, kept): &StoredEntry) -> std::result::Result<(), ChainError> {
        let expected = self.last.next();
        if entry.seq != expected {
            return Err(ChainError::Sequence(expected));
        }
        if entry.previous_hash != self.hash {
            return Err(ChainError::Link(expected));
        }
        if hash(entry) != entry.hash {
            return Err(ChainError::Altered(expected));
        }
        if !personal::matches_digest(entry, kept.as_ref()) {
            return Err(ChainError::Personal(expected));
        }
        self.last = expected;
        self.hash.clone_from(&entry.hash);
        Ok(())
    }
}
