//! Interning: numbers distinct texts (addresses and domains of a file) in order of first occurrence.

use foldhash::quality::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};

/// Hash index from texts to numbers; the caller stores the texts. The hash is keyed, so that an attacker cannot craft a
/// file whose addresses all collide on the server.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    hashes: Vec<u32>,
    /// Open addressing with linear probing, power-of-two size. A slot is 0 (empty), or holds the number plus one in its
    /// low bits and a hash fingerprint in its high bits, so that texts are compared only if their fingerprints match.
    slots: Vec<u32>,
    keys: RandomState,
}

impl Numbers {
    pub(super) fn hash(&self, text: &str) -> u32 {
        let mut hasher = self.keys.build_hasher();
        hasher.write(text.as_bytes());
        hasher.finish() as u32
    }

    /// Finds the number of a text by its hash; `is` compares the text of a candidate number.
    pub(super) fn find(&self, hash: u32, is: impl Fn(u32) -> bool) -> Option<u32> {
        if self.slots.is_empty() { None } else { self.look_up(hash, is).ok() }
    }

    /// Finds the number of a text, or assigns the next one and returns `true` with it.
    #[inline]
    pub(super) fn insert(&mut self, hash: u32, is: impl Fn(u32) -> bool) -> (u32, bool) {
        if self.slots.len() < (self.hashes.len() + 1) * 2 {
            self.resize((self.slots.len() * 2).max(64));
        }
        match self.look_up(hash, is) {
            Ok(number) => (number, false),
            Err(slot) => {
                // At most one number per row: far below 2³².
                let number = self.hashes.len() as u32;
                self.hashes.push(hash);
                self.slots[slot] = filled(number, hash, self.slots.len() - 1);
                (number, true)
            }
        }
    }

    /// Returns the number, or the free slot to insert it at.
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

    /// Reserves capacity for so many texts.
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

/// Encodes a slot. At most half of the slots are in use, so a number plus one fits into the mask.
fn filled(number: u32, hash: u32, mask: usize) -> u32 {
    (hash & !(mask as u32)) | (number + 1)
}
