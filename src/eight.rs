//! Eight bytes looked at in one number. What is done for every byte of an upload is done so: in every browser alike, and
//! without unsafe code.
//!
//! Two ways to compare all of them with a byte at once. [`below`] is quick, and right about the first byte that it finds and
//! about whether there is any: a borrow may reach the bytes behind that one, and none before it. [`Kinds`] is right about each
//! byte, and takes ASCII only, whose high bits are free to borrow from.

const HIGH: u64 = all(0x80);

/// A byte, eight times.
const fn all(byte: u8) -> u64 {
    0x0101_0101_0101_0101 * byte as u64
}

/// The high bit of the first byte that is less than the bound, which is 0x80 at most.
const fn below(word: u64, bound: u8) -> u64 {
    word.wrapping_sub(all(bound)) & !word & HIGH
}

const fn equal(word: u64, byte: u8) -> u64 {
    below(word ^ all(byte), 1)
}

/// Where the first byte is, from `from` on, that `word` finds in eight and `single` in one.
#[inline(always)]
fn position(bytes: &[u8], from: usize, word: impl Fn(u64) -> u64, single: impl Fn(u8) -> bool) -> Option<usize> {
    let mut at = from;
    while let Some(eight) = bytes.get(at..)?.first_chunk() {
        let found = word(u64::from_le_bytes(*eight));
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    bytes[at..].iter().position(|byte| single(*byte)).map(|n| at + n)
}

/// The first such byte from `from` on.
pub(crate) fn find(bytes: &[u8], from: usize, byte: u8) -> Option<usize> {
    position(bytes, from, |word| equal(word, byte), |other| other == byte)
}

/// The first byte from `from` on at which a cell of a file may end: the delimiter, or a control character up to the carriage
/// return.
pub(crate) fn stop(bytes: &[u8], from: usize, delimiter: u8) -> Option<usize> {
    const BOUND: u8 = b'\r' + 1;
    let word = |word| equal(word, delimiter) | below(word, BOUND);
    position(bytes, from, word, |byte| byte == delimiter || byte < BOUND)
}

/// Whether the byte is anywhere in a long text.
pub(crate) fn contains(bytes: &[u8], byte: u8) -> bool {
    let (blocks, rest) = bytes.as_chunks::<32>();
    let in_block = |block: &[u8; 32]| {
        let (words, _) = block.as_chunks();
        words.iter().fold(0, |found, eight| found | equal(u64::from_le_bytes(*eight), byte)) != 0
    };
    blocks.iter().any(in_block) || find(rest, 0, byte).is_some()
}

/// Whether all of it can be printed, and is ASCII.
pub(crate) fn is_printable(bytes: &[u8]) -> bool {
    let odd = |word: u64| below(word, b' ') | ((word.wrapping_add(all(1)) | word) & HIGH);
    let Some(last) = bytes.last_chunk() else { return bytes.iter().all(|byte| (b' '..=b'~').contains(byte)) };
    // The last eight may have been among those before.
    let words = bytes.as_chunks().0.iter().chain([last]);
    words.fold(0, |found, eight| found | odd(u64::from_le_bytes(*eight))) == 0
}

/// What each of eight bytes is to an address: the high bits of those that are it. The first byte is the lowest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kinds {
    word: u64,
    /// Of either case.
    letter: u64,
    /// Letters and digits.
    pub(crate) sign: u64,
    /// Dots and hyphens.
    pub(crate) between: u64,
}

impl Kinds {
    /// The bytes from `from` up to `to`, eight at most; those that are missing are letters. `None` where one is not ASCII, and
    /// where there are not even eight in all.
    #[inline(always)]
    pub(crate) fn at(bytes: &[u8], from: usize, to: usize) -> Option<Self> {
        let word = match bytes.get(from..)?.first_chunk() {
            Some(eight) => u64::from_le_bytes(*eight),
            // They end the text: the last eight, without those before.
            None => u64::from_le_bytes(*bytes.last_chunk()?) >> (8 * (from + 8 - bytes.len())),
        };
        let word = if to - from < 8 {
            let asked = (1 << (8 * (to - from))) - 1;
            (word & asked) | (all(b'a') & !asked)
        } else {
            word
        };
        if word & HIGH != 0 {
            return None;
        }
        let letter = within(word | all(0x20), b'a', b'z');
        let sign = letter | within(word, b'0', b'9');
        Some(Self { word, letter, sign, between: within(word, b'-', b'.') })
    }

    pub(crate) fn dot(self) -> u64 {
        // Of the two, only the dot has the bit 0x02.
        self.between & (self.word << 6)
    }

    pub(crate) fn upper(self) -> u64 {
        // A capital letter lacks the bit 0x20.
        self.letter & !(self.word << 2)
    }

    pub(crate) fn underscore_or_plus(self) -> u64 {
        within(self.word, b'_', b'_') | within(self.word, b'+', b'+')
    }
}

/// The high bits of the bytes from one to another; all are ASCII.
const fn within(word: u64, least: u8, most: u8) -> u64 {
    (word | HIGH).wrapping_sub(all(least)) & !(word | HIGH).wrapping_sub(all(most + 1)) & HIGH
}

/// The bits of what stands behind each of these bytes; `before` says what stood in front of the first, in its high bit.
pub(crate) fn behind(bits: u64, before: u64) -> u64 {
    (bits << 8) | (before >> 56)
}

/// Whether each of the eight bytes is one of these.
pub(crate) fn is_all(bits: u64) -> bool {
    bits == HIGH
}

/// What [`behind`] takes where the text begins, as if such a byte stood in front of it.
pub(crate) const IN_FRONT: u64 = 1 << 63;

/// Where the last of these bytes is.
pub(crate) fn last(bits: u64) -> Option<usize> {
    bits.checked_ilog2().map(|bit| bit as usize / 8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near() -> impl Strategy<Value = Vec<u8>> {
        let interesting = *b"\x00\x09\x0a\x0d\x0e\x1f ;\"'+,-./09:@AZ[_`az{~\x7f\x80\x8a\xfe\xff";
        prop::collection::vec(prop_oneof![prop::sample::select(interesting.to_vec()), any::<u8>()], 0..80)
    }

    proptest! {
        /// As one byte after the other would tell.
        #[test]
        fn is_what_one_by_one_tells(bytes in near(), from in 0_usize..90, byte in any::<u8>()) {
            let one_by_one = |test: &dyn Fn(u8) -> bool| (from..bytes.len()).find(|at| test(bytes[*at]));
            prop_assert_eq!(find(&bytes, from, byte), one_by_one(&|b| b == byte));
            prop_assert_eq!(stop(&bytes, from, b';'), one_by_one(&|b| b == b';' || b < 14));
            prop_assert_eq!(contains(&bytes, byte), bytes.contains(&byte));
            prop_assert_eq!(is_printable(&bytes), bytes.iter().all(|b| (32..=126).contains(b)));
        }

        #[test]
        fn knows_each_byte(bytes in prop::collection::vec(0_u8..128, 8..40), from in 0_usize..40, length in 1_usize..9) {
            let from = from % bytes.len();
            let to = (from + length).min(bytes.len());
            let kinds = Kinds::at(&bytes, from, to).unwrap();
            for n in 0..8 {
                let byte = if from + n < to { bytes[from + n] } else { b'a' };
                let is = |bits: u64| bits >> (8 * n + 7) & 1 == 1;
                prop_assert_eq!(is(kinds.sign), byte.is_ascii_alphanumeric(), "{}", byte);
                prop_assert_eq!(is(kinds.upper()), byte.is_ascii_uppercase(), "{}", byte);
                prop_assert_eq!(is(kinds.between), b".-".contains(&byte), "{}", byte);
                prop_assert_eq!(is(kinds.dot()), byte == b'.', "{}", byte);
                prop_assert_eq!(is(kinds.underscore_or_plus()), b"_+".contains(&byte), "{}", byte);
            }
            let all_bits = kinds.sign | kinds.upper() | kinds.between | kinds.dot() | kinds.underscore_or_plus();
            prop_assert_eq!(all_bits & !HIGH, 0, "high bits only");
        }

        #[test]
        fn what_is_not_ascii_has_no_kinds(bytes in prop::collection::vec(any::<u8>(), 8)) {
            prop_assert_eq!(Kinds::at(&bytes, 0, 8).is_some(), bytes.is_ascii());
        }
    }
}
