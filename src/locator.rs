//! Locators in the links of mails: 128 random bits in Crockford's base 32, lower case.
//!
//! Mail programs change links: they fold the case, and take a full stop, a bracket or a quote behind the link as part of
//! it. Reading a locator undoes both. Links of earlier versions, 192 bits in base64url, keep working; their case counts.

use crate::id::{ALPHABET, DIGITS, digits};

/// Length of the locators of earlier versions.
const EARLIER: usize = 32;

/// Locator of a link. Finding its object is up to the caller; a locator proves nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locator(String);

impl Locator {
    /// Encodes 128 random bits.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(digits(bytes).map(char::from).iter().collect())
    }

    /// Reads a locator from the path of a URL, already decoded. Ignores its case and what follows it; returns `None` for
    /// anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let text = text.trim_end_matches(|c| !is_part(c));
        if text.len() == EARLIER && text.chars().all(is_part) {
            return Some(Self(text.to_owned()));
        }
        let text = text.trim_end_matches(['-', '_']);
        let read: String = text.chars().map(digit).collect::<Option<_>>()?;
        (read.len() == DIGITS).then_some(Self(read))
    }

    /// Text form, as stored and as hashed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Reads one digit: upper case, and the letters that Crockford's alphabet leaves out because they look like a digit.
fn digit(c: char) -> Option<char> {
    let c = match c.to_ascii_lowercase() {
        'o' => '0',
        'i' | 'l' => '1',
        c => c,
    };
    (c.is_ascii() && ALPHABET.contains(&(c as u8))).then_some(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn locator_survives_mail_programs(bytes: [u8; 16], behind in "[.,>)'\"=; ]{0,4}", upper: bool) {
            let locator = Locator::from_bytes(bytes);
            let text = if upper { locator.as_str().to_uppercase() } else { locator.as_str().to_owned() };
            prop_assert_eq!(Locator::parse(&format!("{text}{behind}")), Some(locator));
        }

        #[test]
        fn parsing_never_panics(text: String) {
            let _ = Locator::parse(&text);
        }
    }

    #[test]
    fn locator_of_an_earlier_version_keeps_its_case() {
        let earlier = "AbCdEfGhIjKlMnOpQrStUvWxYz01-_Zz";
        assert_eq!(Locator::parse(&format!("{earlier}>.")).unwrap().as_str(), earlier);
    }

    #[test]
    fn look_alike_letters_are_digits_and_other_texts_are_none() {
        let zeros = Locator::from_bytes([0; 16]);
        assert_eq!(Locator::parse(&"O".repeat(26)), Some(zeros));
        for text in ["", "nothing", &"0".repeat(25), &"0".repeat(27), "00000000000000000000000u00"] {
            assert_eq!(Locator::parse(text), None, "{text}");
        }
    }
}
