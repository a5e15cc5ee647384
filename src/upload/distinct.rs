//! Distinct texts, each with a number: addresses and domains of a file, without an allocation for each.

use std::hash::{BuildHasher, Hasher as _, RandomState};

/// Numbers for texts, in the order in which they were first seen. Hashed with the standard library's keyed hash, so that
/// nobody can make a file whose addresses all collide on the server.
#[derive(Debug, Default)]
pub(super) struct Distinct {
    text: String,
    /// Where each text ends; it begins where the one before ends.
    ends: Vec<u32>,
    hashes: Vec<u32>,
    /// Open addressing, a power of two: a number plus one, or 0.
    slots: Vec<u32>,
    keys: RandomState,
}

impl Distinct {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, number: u32) -> &str {
        let at = number as usize;
        let begin = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.text[begin..self.ends[at] as usize]
    }

    pub(super) fn find(&self, text: &str) -> Option<u32> {
        if self.slots.is_empty() { None } else { self.look_up(text, self.hash(text)).ok() }
    }

    /// The text's number, and whether it is new.
    pub(super) fn insert(&mut self, text: &str) -> (u32, bool) {
        if self.slots.len() < (self.len() + 1) * 2 {
            self.resize((self.slots.len() * 2).max(64));
        }
        let hash = self.hash(text);
        match self.look_up(text, hash) {
            Ok(number) => (number, false),
            Err(slot) => {
                // As many as there are rows, and as long as the file: both far below 2³².
                let number = self.ends.len() as u32;
                self.text.push_str(text);
                self.ends.push(self.text.len() as u32);
                self.hashes.push(hash);
                self.slots[slot] = number + 1;
                (number, true)
            }
        }
    }

    fn hash(&self, text: &str) -> u32 {
        let mut hasher = self.keys.build_hasher();
        hasher.write(text.as_bytes());
        hasher.finish() as u32
    }

    /// The number, or the free slot where it belongs.
    fn look_up(&self, text: &str, hash: u32) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            match self.slots[slot].checked_sub(1) {
                None => return Err(slot),
                Some(number) if self.hashes[number as usize] == hash && self.get(number) == text => return Ok(number),
                Some(_) => slot = (slot + 1) & mask,
            }
        }
    }

    /// Makes room for so many texts of a usual length at once.
    pub(super) fn reserve(&mut self, texts: usize) {
        self.text.reserve(texts * 24);
        self.ends.reserve(texts);
        self.hashes.reserve(texts);
        self.resize((texts * 2).next_power_of_two().max(64));
    }

    fn resize(&mut self, size: usize) {
        let mask = size - 1;
        self.slots = vec![0; size];
        for (number, hash) in self.hashes.iter().enumerate() {
            let mut slot = *hash as usize & mask;
            while self.slots[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            self.slots[slot] = number as u32 + 1;
        }
    }
}
