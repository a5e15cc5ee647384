//! SWAR byte search over `u64` words, for the upload's hot loops. No `unsafe`, same speed in every browser.
//!
//! Two ways to compare eight bytes at once. [`below`] is faster; only its lowest match is exact, because a borrow can
//! create false matches in higher lanes. [`Kinds`] is exact in every lane, but accepts ASCII only, because it needs
//! each byte's high bit as the borrow bit.

const HIGH: u64 = all(0x80);

/// Repeats a byte in all eight lanes.
const fn all(byte: u8) -> u64 {
    0x0101_0101_0101_0101 * byte as u64
}

/// Marks (with the high bit) lanes below `bound`, which is at most 0x80. Exact only up to the lowest match.
const fn below(word: u64, bound: u8) -> u64 {
    word.wrapping_sub(all(bound)) & !word & HIGH
}

const fn equal(word: u64, byte: u8) -> u64 {
    below(word ^ all(byte), 1)
}

/// Index of the first match at or after `from`: `word` tests eight bytes at once, `single` the remaining ones.
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

/// Index of the first such byte at or after `from`.
pub(crate) fn find(bytes: &[u8], from: usize, byte: u8) -> Option<usize> {
    position(bytes, from, |word| equal(word, byte), |other| other == byte)
}

/// Index of the first byte at or after `from` that may end a CSV cell: the delimiter, or any control character up to
/// and including CR (0x00 to 0x0D).
pub(crate) fn stop(bytes: &[u8], from: usize, delimiter: u8) -> Option<usize> {
    const BOUND: u8 = b'\r' + 1;
    let word = |word| equal(word, delimiter) | below(word, BOUND);
    position(bytes, from, word, |byte| byte == delimiter || byte < BOUND)
}

/// Returns true if `bytes` contains the byte; optimised for long texts.
pub(crate) fn contains(bytes: &[u8], byte: u8) -> bool {
    let (blocks, rest) = bytes.as_chunks::<32>();
    let in_block = |block: &[u8; 32]| {
        let (words, _) = block.as_chunks();
        words.iter().fold(0, |found, eight| found | equal(u64::from_le_bytes(*eight), byte)) != 0
    };
    blocks.iter().any(in_block) || find(rest, 0, byte).is_some()
}

/// Returns true if all bytes are printable ASCII (0x20 to 0x7E).
pub(crate) fn is_printable(bytes: &[u8]) -> bool {
    let odd = |word: u64| below(word, b' ') | ((word.wrapping_add(all(1)) | word) & HIGH);
    let Some(last) = bytes.last_chunk() else { return bytes.iter().all(|byte| (b' '..=b'~').contains(byte)) };
    // The last eight bytes may overlap the previous chunk; a second check is harmless.
    let words = bytes.as_chunks().0.iter().chain([last]);
    words.fold(0, |found, eight| found | odd(u64::from_le_bytes(*eight))) == 0
}

/// Character classes of eight ASCII bytes, each a mask of high bits. The first byte is the lowest lane.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kinds {
    word: u64,
    /// ASCII letters of either case.
    letter: u64,
    /// ASCII letters and digits.
    pub(crate) sign: u64,
    /// Dots and hyphens.
    pub(crate) between: u64,
}

impl Kinds {
    /// Classifies bytes `from..to` (at most eight), padded with the letter `a`. Returns `None` if one of them is not
    /// ASCII, or if `bytes` has fewer than eight bytes in all.
    #[inline(always)]
    pub(crate) fn at(bytes: &[u8], from: usize, to: usize) -> Option<Self> {
        let word = match bytes.get(from..)?.first_chunk() {
            Some(eight) => u64::from_le_bytes(*eight),
            // Fewer than eight bytes remain: load the last eight and shift out the earlier ones.
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
        // Dot (0x2E) has bit 0x02, hyphen (0x2D) does not.
        self.between & (self.word << 6)
    }

    pub(crate) fn upper(self) -> u64 {
        // Capital letters lack bit 0x20.
        self.letter & !(self.word << 2)
    }

    pub(crate) fn underscore_or_plus(self) -> u64 {
        within(self.word, b'_', b'_') | within(self.word, b'+', b'+')
    }
}

/// Marks (with the high bit) lanes in `least..=most`. Exact in every lane; all bytes must be ASCII.
const fn within(word: u64, least: u8, most: u8) -> u64 {
    (word | HIGH).wrapping_sub(all(least)) & !(word | HIGH).wrapping_sub(all(most + 1)) & HIGH
}

/// Shifts the mask up one lane; lane 0 comes from the top lane of `before`.
pub(crate) fn behind(bits: u64, before: u64) -> u64 {
    (bits << 8) | (before >> 56)
}

/// Returns true if all eight lanes are marked.
pub(crate) fn is_all(bits: u64) -> bool {
    bits == HIGH
}

/// Initial `before` for [`behind`]: treats the start of the text as preceded by a marked byte.
pub(crate) const IN_FRONT: u64 = 1 << 63;

/// Index of the highest marked lane, or `None` if there is none.
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
        /// The word-wise functions agree with a byte-by-byte search.
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
