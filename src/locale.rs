//! Supported languages. The translations are in `app/i18n/locales`.

use crate::codes;
use serde::{Deserialize, Serialize};

/// Language of pages, mails and errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// English, the default language.
    #[default]
    En,
    /// Dutch, the second supported language.
    Nl,
}

// In menu order; the codes are BCP 47 tags.
codes!(Locale { Nl = "nl", En = "en" });

impl Locale {
    /// Finds the language of a BCP 47 tag by its primary subtag: `nl-BE` is Dutch. Returns `None` for unsupported
    /// languages.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|locale| primary.eq_ignore_ascii_case(locale.code()))
    }

    /// Picks the supported language with the highest weight from an `Accept-Language` header (RFC 9110, 12.5.4).
    pub fn from_accept_language(header: &str) -> Option<Self> {
        let mut best: Option<(Self, f32)> = None;
        for range in header.split(',') {
            let mut parts = range.split(';');
            let Some(locale) = parts.next().and_then(Self::from_tag) else {
                continue;
            };
            let weight = parts.find_map(|p| p.trim().strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
            if weight > 0.0 && best.is_none_or(|(_, w)| weight > w) {
                best = Some((locale, weight));
            }
        }
        best.map(|(locale, _)| locale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accept_language_picks_highest_weighted_supported_language() {
        let from = Locale::from_accept_language;
        assert_eq!(from("nl-NL,nl;q=0.9,en;q=0.8"), Some(Locale::Nl));
        assert_eq!(from("de-DE,en;q=0.4,nl;q=0.7"), Some(Locale::Nl));
        assert_eq!(from("fr, de"), None);
        assert_eq!(from("nl;q=0, en"), Some(Locale::En));
        assert_eq!(from(""), None);
    }
}
