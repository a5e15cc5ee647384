//! Short description of a user agent, just enough to distinguish one's own devices. Browsers claim to be each other, so
//! the order of the table matters.

use esecure::Locale;
use i18n::user_agent as t;

/// Marker of a browser in the user agent, and its name.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Marker of a system in the user agent, and its name.
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// Returns the name of a program that claims to be no browser: `curl`.
fn program(claim: &str) -> Option<&str> {
    let name = claim.split(['/', ' ']).next()?;
    let is_name = (1..=30).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    (is_name && name != "Mozilla").then_some(name)
}

/// Describes a user agent: `Firefox on Windows`.
pub fn in_words(claim: &str, locale: Locale) -> String {
    let named =
        |marks: &[(&str, &'static str)]| marks.iter().find(|(mark, _)| claim.contains(mark)).map(|(_, name)| *name);
    match (named(&BROWSERS), named(&SYSTEMS)) {
        (Some(browser), Some(system)) => t::Both { browser, system }.text(locale),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => program(claim).unwrap_or_else(|| t::unknown(locale)).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_that_claim_to_be_each_other_are_told_apart() {
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        for (claim, words) in [
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
            (
                &format!("Mozilla/5.0 (Windows NT 10.0) {webkit} Chrome/142.0 Safari/537.36 Edg/142.0"),
                "Edge on Windows",
            ),
            (
                &format!("Mozilla/5.0 (Linux; Android 10; K) {webkit} Chrome/142.0 Mobile Safari/537.36"),
                "Chrome on Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1",
                "Safari on macOS",
            ),
            ("curl/8.5.0", "curl"),
            ("Mozilla/5.0 (compatible)", "Unknown browser"),
            ("<b>/1.0", "Unknown browser"),
            ("", "Unknown browser"),
        ] {
            assert_eq!(in_words(claim, Locale::En), words, "{claim}");
        }
        assert_eq!(in_words("Firefox/140.0 (Windows)", Locale::Nl), "Firefox op Windows");
        assert_eq!(in_words("", Locale::Nl), "Onbekende browser");
    }
}
