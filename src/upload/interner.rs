//! Interning: numbers distinct texts (addresses and domains of a file) in order of first occurrence.

use foldhash::quality::RandomState;
use hashbrown::{HashTable, hash_table::Entry};
use std::hash::{BuildHasher as _, Hash};

/// Hash index from texts to numbers; the caller stores the texts. The hash is keyed, so that an attacker cannot craft a
/// file whose addresses all collide on the server.
#[derive(Debug, Default)]
pub(super) struct Interner {
    /// Hash and number of each text.
    table: HashTable<(u64, u32)>,
    keys: RandomState,
}

impl Interner {
    pub(super) fn hash(&self, key: impl Hash) -> u64 {
        self.keys.hash_one(key)
    }

    /// Finds the number of a text by its hash; `is` compares the text of a candidate number.
    pub(super) fn find(&self, hash: u64, is: impl Fn(u32) -> bool) -> Option<u32> {
        self.table.find(hash, |(known, number)| *known == hash && is(*number)).map(|(_, number)| *number)
    }

    /// Finds the number of a text, or assigns the next one and returns `true` with it.
    pub(super) fn insert(&mut self, hash: u64, is: impl Fn(u32) -> bool) -> (u32, bool) {
        // At most one number per row: far below 2³².
        let next = self.table.len() as u32;
        match self.table.entry(hash, |(known, number)| *known == hash && is(*number), |(hash, _)| *hash) {
            Entry::Occupied(found) => (found.get().1, false),
            Entry::Vacant(free) => {
                free.insert((hash, next));
                (next, true)
            }
        }
    }

    /// Reserves capacity for so many texts.
    pub(super) fn reserve(&mut self, texts: usize) {
        self.table.reserve(texts, |(hash, _)| *hash);
    }
}
