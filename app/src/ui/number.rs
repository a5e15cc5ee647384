//! Numbers as they are read.

use esecure::Locale;

/// A number with the language's mark between thousands: `1,000`.
pub fn number(n: usize, locale: Locale) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push_str(crate::locales::calendar::thousands(locale));
        }
        text.push(digit);
    }
    text
}
