//! Is the record whole? A chain is read piece by piece from its first entry, so that one of any length takes the memory
//! of one piece.

use super::{BEGINNING, hash, personal};
use crate::{
    error::Result,
    store::{
        entity::account,
        journal::{self, Filter, Kept, Side},
    },
};
use sea_orm::ConnectionTrait;

/// Entries that are read at a time.
const PIECE: u64 = 2000;

/// The first entry of a chain that does not hold, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
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
    /// An entry stands behind the last one that the account knows.
    #[error("entry {0} stands after the end of the chain")]
    Surplus(i64),
    /// The last entry is not the one that the account knows.
    #[error("entry {0} is not the one that the chain ended with")]
    End(i64),
}

/// Checks an account's chain from its beginning; says how many entries it has.
///
/// # Errors
/// The database's, or within `Ok` the first [`Broken`] entry.
pub async fn verify<C: ConnectionTrait>(db: &C, account: &account::Model) -> Result<std::result::Result<u64, Broken>> {
    let mut chain = Chain { last: 0, hash: BEGINNING.to_owned() };
    // Also what was put before the first.
    let mut side = Side::After(i64::MIN);
    let mut known = None;
    loop {
        let piece = journal::some(db, &account.id, &Filter::default(), side, PIECE).await?;
        for kept in &piece {
            if let Err(broken) = chain.take(kept) {
                return Ok(Err(broken));
            }
        }
        side = Side::After(chain.last);
        if !piece.is_empty() {
            continue;
        }
        // Asked last: what was written since the chain was begun is read too, before anything is said to be missing.
        let (end, hash) = journal::end(db, &account.id).await?;
        if known != Some(end) && end > chain.last {
            known = Some(end);
            continue;
        }
        return Ok(match end.cmp(&chain.last) {
            std::cmp::Ordering::Greater => Err(Broken::Sequence(chain.last + 1)),
            std::cmp::Ordering::Less => Err(Broken::Surplus(end + 1)),
            std::cmp::Ordering::Equal if hash != chain.hash => Err(Broken::End(end)),
            std::cmp::Ordering::Equal => Ok(u64::try_from(end).unwrap_or(0)),
        });
    }
}

/// How far a chain has been read.
struct Chain {
    last: i64,
    hash: String,
}

impl Chain {
    /// Takes the next entry.
    fn take(&mut self, (entry, kept): &Kept) -> std::result::Result<(), Broken> {
        let expected = self.last + 1;
        if entry.seq != expected {
            return Err(Broken::Sequence(expected));
        }
        if entry.previous_hash != self.hash {
            return Err(Broken::Link(expected));
        }
        if hash(entry) != entry.hash {
            return Err(Broken::Altered(expected));
        }
        if !personal::holds(entry, kept.as_ref()) {
            return Err(Broken::Personal(expected));
        }
        self.last = expected;
        self.hash.clone_from(&entry.hash);
        Ok(())
    }
}
