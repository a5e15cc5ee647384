//! SWAR character classes: eight bytes per step in a `u64`, for the upload's hot loops. No `unsafe`, same speed in every
//! browser. Searches for single bytes use `memchr` instead.
//!
//! Two ways to compare eight bytes at once. [`lanes_less_than`] is faster; only its lowest match is exact, because a
//! borrow can create false matches in higher lanes. [`ByteClasses`] is exact in every lane, but accepts ASCII only,
//! because it needs each byte's high bit as the borrow bit.

const HIGH: u64 = all(0x80);

/// Repeats a byte in all eight lanes.
const fn all(byte: u8) -> u64 {
    0x0101_0101_0101_0101 * byte as u64
}

/// Marks (with the high bit) lanes below `bound`, which is at most 0x80. Exact only up to the lowest match.
const fn lanes_less_than(word: u64, bound: u8) -> u64 {
    word.wrapping_sub(all(bound)) & !word & HIGH
}

/// Returns true if all bytes are printable ASCII (0x20 to 0x7E).
pub(crate) fn is_printable(bytes: &[u8]) -> bool {
    let odd = |word: u64| lanes_less_than(word, b' ') | ((word.wrapping_add(all(1)) | word) & HIGH);
    let Some(last) = bytes.last_chunk() else { return bytes.iter().all(|byte| (b' '..=b'~').contains(byte)) };
    // The last eight bytes may overlap the previous chunk; a second check is harmless.
    let words = bytes.as_chunks().0.iter().chain([last]);
    words.fold(0, |found, chunk| found | odd(u64::from_le_bytes(*chunk))) == 0
}

/// Character classes of eight ASCII bytes, each a mask of high bits. The first byte is the lowest lane.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ByteClasses {
    word: u64,
    /// ASCII letters of either case.
    letter: u64,
    /// ASCII letters and digits.
    pub(crate) alphanumeric: u64,
    /// Dots and hyphens.
    pub(crate) dot_or_hyphen: u64,
}

impl ByteClasses {
    /// Classifies bytes `from..to` (at most eight), padded with the letter `a`. Returns `None` if one of them is not
    /// ASCII, or if `bytes` has fewer than eight bytes in all.
    #[inline(always)]
    pub(crate) fn at(bytes: &[u8], from: usize, to: usize) -> Option<Self> {
        let word = match bytes.get(from..)?.first_chunk() {
            Some(chunk) => u64::from_le_bytes(*chunk),
            // Fewer than eight bytes remain: load the last eight and shift out the earlier ones.
            None => u64::from_le_bytes(*bytes.last_chunk()?) >> (8 * (from + 8 - bytes.len())),
        };
        let word = if to - from < 8 {
            let wanted = (1 << (8 * (to - from))) - 1;
            (word & wanted) | (all(b'a') & !wanted)
        } else {
            word
        };
        if word & HIGH != 0 {
            return None;
        }
        let letter = lanes_in_range(word | all(0x20), b'a', b'z');
        let alphanumeric = letter | lanes_in_range(word, b'0', b'9');
        Some(Self { word, letter, alphanumeric, dot_or_hyphen: lanes_in_range(word, b'-', b'.') })
    }

    pub(crate) fn dot(self) -> u64 {
        // Dot (0x2E) has bit 0x02, hyphen (0x2D) does not.
        self.dot_or_hyphen & (self.word << 6)
    }

    pub(crate) fn upper(self) -> u64 {
        // Capital letters lack bit 0x20.
        self.letter & !(self.word << 2)
    }

    pub(crate) fn underscore_or_plus(self) -> u64 {
        lanes_in_range(self.word, b'_', b'_') | lanes_in_range(self.word, b'+', b'+')
    }
}

/// Marks (with the high bit) lanes in `least..=most`. Exact in every lane; all bytes must be ASCII.
const fn lanes_in_range(word: u64, least: u8, most: u8) -> u64 {
    (word | HIGH).wrapping_sub(all(least)) & !(word | HIGH).wrapping_sub(all(most + 1)) & HIGH
}

/// Shifts the mask up one lane; lane 0 comes from the top lane of `before`.
pub(crate) fn shift_lane(bits: u64, before: u64) -> u64 {
    (bits << 8) | (before >> 56)
}

/// Returns true if all eight lanes are marked.
pub(crate) fn all_marked(bits: u64) -> bool {
    bits == HIGH
}

/// Initial `before` for [`shift_lane`]: treats the start of the text as preceded by a marked byte.
pub(crate) const START: u64 = 1 << 63;

/// Index of the highest marked lane, or `None` if there is none.
pub(crate) fn last_marked(bits: u64) -> Option<usize> {
    bits.checked_ilog2().map(|bit| bit as usize / 8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bytes_near_class_boundaries() -> impl Strategy<Value = Vec<u8>> {
        let interesting = *b"\x00\x09\x0a\x0d\x0e\x1f ;\"'+,-./09:@AZ[_`az{~\x7f\x80\x8a\xfe\xff";
        prop::collection::vec(prop_oneof![prop::sample::select(interesting.to_vec()), any::<u8>()], 0..80)
    }

    proptest! {
        #[test]
        fn is_printable_agrees_with_naive_check(bytes in bytes_near_class_boundaries()) {
            prop_assert_eq!(is_printable(&bytes), bytes.iter().all(|b| (32..=126).contains(b)));
        }

        #[test]
        fn byte_classes_agree_with_naive_check(bytes in prop::collection::vec(0_u8..128, 8..40), from in 0_usize..40, length in 1_usize..9) {
            let from = from % bytes.len();
            let to = (from + length).min(bytes.len());
            let classes = ByteClasses::at(&bytes, from, to).unwrap();
            for n in 0..8 {
                let byte = if from + n < to { bytes[from + n] } else { b'a' };
                let is = |bits: u64| bits >> (8 * n + 7) & 1 == 1;
                prop_assert_eq!(is(classes.alphanumeric), byte.is_ascii_alphanumeric(), "{}", byte);
                prop_assert_eq!(is(classes.upper()), byte.is_ascii_uppercase(), "{}", byte);
                prop_assert_eq!(is(classes.dot_or_hyphen), b".-".contains(&byte), "{}", byte);
                prop_assert_eq!(is(classes.dot()), byte == b'.', "{}", byte);
                prop_assert_eq!(is(classes.underscore_or_plus()), b"_+".contains(&byte), "{}", byte);
            }
            let all_bits = classes.alphanumeric | classes.upper() | classes.dot_or_hyphen | classes.dot();
            let all_bits = all_bits | classes.underscore_or_plus();
            prop_assert_eq!(all_bits & !HIGH, 0, "high bits only");
        }

        #[test]
        fn non_ascii_has_no_classes(bytes in prop::collection::vec(any::<u8>(), 8)) {
            prop_assert_eq!(ByteClasses::at(&bytes, 0, 8).is_some(), bytes.is_ascii());
        }
    }
}
