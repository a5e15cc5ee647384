//! Neutralises text written by other people: names, messages, reasons, references.
//!
//! Mail clients link every address-like word, and our sender makes such a link credible. HTML is escaped by the
//! template; this module handles the risks of plain text: links, text direction, layout and length.

use esecure::text::is_unseen;

/// Maximum length of a name, company, place or reference, in characters.
pub(crate) const NAME: usize = 80;
/// Maximum length of a requester's message, in characters.
pub(crate) const MESSAGE: usize = 500;
/// Maximum length of an administrator's reason, in characters.
pub(crate) const REASON: usize = 300;
/// Maximum length of an e-mail address (RFC 5321, 4.5.3.1).
pub(crate) const EMAIL: usize = 254;
/// Maximum length of a subject. RFC 5322 allows more, but mail clients do not show it.
pub(crate) const SUBJECT: usize = 200;

/// Cleans text into one line of at most `limit` characters, in which no mail client finds a link: removes schemes
/// (`https://evil.example` becomes `evil. example`), and puts a space after each dot and colon that could join a host.
/// An invisible word joiner instead of the space would not work: host names may contain one, and it is ignored.
pub(crate) fn neutralise(text: &str, limit: usize) -> String {
    let line = clean(text, usize::MAX);
    let words: Vec<String> = line.split(' ').map(defang).collect();
    cut(words.join(" "), limit)
}

/// Cleans text into one line of at most `limit` characters, without control, invisible and bidirectional formatting
/// characters.
pub(crate) fn clean(text: &str, limit: usize) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c })
        .filter(|&c| !unseen(c))
        .collect();
    let words: Vec<&str> = visible.split(' ').filter(|w| !w.is_empty()).collect();
    cut(words.join(" "), limit)
}

/// Cleans a number with its unit or currency, which no line break separates: `€ 1,850`, `4.2 kg`.
pub(crate) fn figure(text: &str) -> String {
    clean(text, NAME).replace(' ', "\u{A0}")
}

/// Returns true for invisible characters and for private use, which includes the marks of [`strong`](super::strong).
const fn unseen(c: char) -> bool {
    is_unseen(c) || matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{E1000}'..='\u{10FFFF}')
}

fn defang(word: &str) -> String {
    let mut chars: Vec<char> = word.chars().map(as_ascii).collect();
    while let Some(at) = chars.windows(3).position(|w| w == [':', '/', '/']) {
        let scheme = chars[..at].iter().rev().take_while(|c| c.is_ascii_alphanumeric() || "+-.".contains(**c)).count();
        chars.drain(at - scheme..at + 3);
    }
    let numeric =
        chars.windows(3).filter(|w| w[1] == '.' && w[0].is_ascii_digit() && w[2].is_ascii_digit()).count() >= 3;
    let mut out = String::with_capacity(word.len() + 8);
    for (i, &c) in chars.iter().enumerate() {
        out.push(c);
        let before = i.checked_sub(1).map(|b| chars[b]);
        let joins = match c {
            // Matches `evil.com`, not `B.V.` or `14.30`: a host does not end in one letter or in digits, except for an
            // IPv4 address.
            '.' => {
                let host = chars.get(i + 1).is_some_and(|n| n.is_alphabetic())
                    && chars.get(i + 2).is_some_and(|n| n.is_alphanumeric() || *n == '-');
                before.is_some_and(char::is_alphanumeric) && (host || numeric)
            }
            // Matches `mailto:`, `tel:` and `javascript:`, not `14:30`.
            ':' => before.is_some_and(char::is_alphabetic) && i + 1 < chars.len(),
            _ => false,
        };
        if joins {
            out.push(' ');
        }
    }
    out
}

/// Maps the dots, colons and slashes that host parsers treat as ASCII (UTS 46).
const fn as_ascii(c: char) -> char {
    match c {
        '\u{3002}' | '\u{FF0E}' | '\u{FF61}' | '\u{2024}' => '.',
        '\u{FF1A}' => ':',
        '\u{FF0F}' => '/',
        other => other,
    }
}

fn cut(text: String, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text,
        Some(_) => {
            let mut short: String = text.chars().take(limit.saturating_sub(1)).collect();
            short.truncate(short.trim_end().len());
            short.push('…');
            short
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> String {
        neutralise(text, MESSAGE)
    }

    #[test]
    fn links_lose_their_power_and_stay_readable() {
        assert_eq!(line("zie https://evil.example/login?a=b"), "zie evil. example/login?a=b");
        assert_eq!(line("HTTP://a.http://b.example"), "b. example");
        assert_eq!(line("www.evil.com, evil.co.uk"), "www. evil. com, evil. co. uk");
        assert_eq!(line("xn--80ak6aa92e.xn--p1ai"), "xn--80ak6aa92e. xn--p1ai");
        assert_eq!(line("bank．example en bank。中国"), "bank. example en bank. 中国");
        assert_eq!(line("https：／／evil.example"), "evil. example");
        assert_eq!(line("http://192.0.2.1/x"), "192. 0. 2. 1/x");
        assert_eq!(line("mail ann@evil.com of mailto:a"), "mail ann@evil. com of mailto: a");
        assert_eq!(line("javascript:alert(1)"), "javascript: alert(1)");
    }

    #[test]
    fn ordinary_text_stays_as_it_is() {
        for text in [
            "Van der Meer B.V.",
            "J. Jansen",
            "Order PO-88213: 4.2 kg om 14:30, € 1.850,00.",
            "S.p.A. «Ñandú» 株式会社",
            "a/b 1.2.3",
            "<b>&amp;",
        ] {
            assert_eq!(line(text), text);
        }
    }

    #[test]
    fn nothing_controls_hides_or_turns_around() {
        assert_eq!(line("a\r\nBcc: b\tc\u{0}\u{7f}\u{2028}d"), "a Bcc: b c d");
        for c in ('\u{202A}'..='\u{202E}').chain('\u{2066}'..='\u{2069}').chain(['\u{200E}', '\u{200F}', '\u{61C}']) {
            assert_eq!(line(&format!("a{c}b")), "ab", "{:x}", u32::from(c));
        }
        assert_eq!(line("e\u{200B}v\u{2060}i\u{FEFF}l\u{AD}.c\u{200D}om"), "evil. com");
        assert_eq!(line("\u{E000}bold\u{E001}\u{E0041}"), "bold");
        assert_eq!(line(" \u{3164} \u{A0}"), "");
    }

    #[test]
    fn figure_stays_on_one_line() {
        assert_eq!(figure("€ 1,850"), "€\u{A0}1,850");
        assert_eq!(figure("€\u{A0}1,850"), "€\u{A0}1,850");
        assert_eq!(figure(" 1,850.50\nCHF"), "1,850.50\u{A0}CHF");
    }

    #[test]
    fn length_is_bounded_in_characters() {
        assert_eq!(neutralise("abcdé", 5), "abcdé");
        assert_eq!(neutralise("abc éf", 5), "abc…");
        assert_eq!(neutralise(&"é".repeat(600), MESSAGE).chars().count(), MESSAGE);
        assert_eq!(clean("evil.com", 254), "evil.com");
    }

    #[test]
    fn a_second_time_changes_nothing() {
        for text in ["https://evil.example/a:b", "www.evil.com", "htthttp://ps://evil.example"] {
            assert_eq!(line(&line(text)), line(text));
            assert!(!line(text).contains("://"), "{text}");
        }
    }
}
