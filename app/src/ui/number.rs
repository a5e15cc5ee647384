//! Number formatting for display.

use esecure::Locale;

/// Formats a number with the language's thousands separator: `1,000`.
pub fn number(n: usize, locale: Locale) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push_str(i18n::calendar::thousands(locale));
        }
        text.push(digit);
    }
    text
}
