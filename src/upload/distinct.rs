//! Numbers for distinct texts, in the order in which they were first seen: addresses and domains of a file.

use foldhash::quality::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};

/// Finds the number of a text by its hash; the texts themselves lie elsewhere. The hash is keyed, so that nobody can make a
/// file whose addresses all collide on the server.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    hashes: Vec<u32>,
    /// Open addressing, a power of two. A slot is 0, or a number plus one, and in the bits that no number needs those of
    /// the hash that did not lead here: a text is compared only where they are equal.
    slots: Vec<u32>,
    keys: RandomState,
}

impl Numbers {
    pub(super) fn hash(&self, text: &str) -> u32 {
        let mut hasher = self.keys.build_hasher();
        hasher.write(text.as_bytes());
        hasher.finish() as u32
    }

    /// The number of the text with this hash that `is` recognises.
    pub(super) fn find(&self, hash: u32, is: impl Fn(u32) -> bool) -> Option<u32> {
        if self.slots.is_empty() { None } else { self.look_up(hash, is).ok() }
    }

    /// The same, and for a text that is new the next number: then `true` stands beside it.
    #[inline]
    pub(super) fn insert(&mut self, hash: u32, is: impl Fn(u32) -> bool) -> (u32, bool) {
        if self.slots.len() < (self.hashes.len() + 1) * 2 {
            self.resize((self.slots.len() * 2).max(64));
        }
        match self.look_up(hash, is) {
            Ok(number) => (number, false),
            Err(slot) => {
                // As many as there are rows: far below 2³².
                let number = self.hashes.len() as u32;
                self.hashes.push(hash);
                self.slots[slot] = filled(number, hash, self.slots.len() - 1);
                (number, true)
            }
        }
    }

    /// The number, or the free slot where it belongs.
    #[inline]
    fn look_up(&self, hash: u32, is: impl Fn(u32) -> bool) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return Err(at);
            }
            let number = (slot & mask as u32) - 1;
            if (slot ^ hash) & !(mask as u32) == 0 && is(number) {
                return Ok(number);
            }
            at = (at + 1) & mask;
        }
    }

    /// Makes room for so many at once.
    pub(super) fn reserve(&mut self, texts: usize) {
        self.hashes.reserve(texts);
        self.resize((texts * 2).next_power_of_two().max(64));
    }

    fn resize(&mut self, size: usize) {
        let mask = size - 1;
        self.slots = vec![0; size];
        for (number, hash) in self.hashes.iter().enumerate() {
            let mut at = *hash as usize & mask;
            while self.slots[at] != 0 {
                at = (at + 1) & mask;
            }
            self.slots[at] = filled(number as u32, *hash, mask);
        }
    }
}

/// At most half of the slots are filled, so that a number plus one is no more than the mask.
fn filled(number: u32, hash: u32, mask: usize) -> u32 {
    (hash & !(mask as u32)) | (number + 1)
}
