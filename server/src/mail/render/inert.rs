//! Takes the power from text that others wrote: a name, a message, a reason, a reference.
//!
//! Mail programs turn whatever looks like an address into a link, and our sender makes that link credible. HTML is
//! escaped where it is written; here stays only what would act in plain words too: links, direction, layout, length.

use esecure::text::is_unseen;

/// Longest name, company, place or reference.
pub(crate) const NAME: usize = 80;
/// Longest message of a requester.
pub(crate) const MESSAGE: usize = 500;
/// Longest reason of an administrator.
pub(crate) const REASON: usize = 300;
/// Longest e-mail address (RFC 5321, 4.5.3.1).
pub(crate) const EMAIL: usize = 254;
/// Longest subject: RFC 5322 allows more, no list of mails shows it.
pub(crate) const SUBJECT: usize = 200;

/// Text by someone else, in one line of at most `limit` characters, in which no mail program finds a link: a scheme
/// goes (`https://evil.example` becomes `evil. example`), and a space follows each dot and colon that could join a
/// host. A word joiner would be invisible there, but host names are allowed to contain one, and it is ignored.
pub(crate) fn inert(text: &str, limit: usize) -> String {
    let line = clean(text, usize::MAX);
    let words: Vec<String> = line.split(' ').map(defang).collect();
    cut(words.join(" "), limit)
}

/// Text in one line of at most `limit` characters: nothing that controls, hides, or turns the direction around.
pub(crate) fn clean(text: &str, limit: usize) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c })
        .filter(|&c| !unseen(c))
        .collect();
    let words: Vec<&str> = visible.split(' ').filter(|w| !w.is_empty()).collect();
    cut(words.join(" "), limit)
}

/// Characters that show nothing, and private use (our own marks among it).
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
            // `evil.com` yes, `B.V.` and `14.30` no: no host ends in one letter or in a figure, except by four numbers.
            '.' => {
                let host = chars.get(i + 1).is_some_and(|n| n.is_alphabetic())
                    && chars.get(i + 2).is_some_and(|n| n.is_alphanumeric() || *n == '-');
                before.is_some_and(char::is_alphanumeric) && (host || numeric)
            }
            // `mailto:`, `tel:`, `javascript:` yes, `14:30` no.
            ':' => before.is_some_and(char::is_alphabetic) && i + 1 < chars.len(),
            _ => false,
        };
        if joins {
            out.push(' ');
        }
    }
    out
}

/// The dots, colons and slashes that a host's parser takes for the ordinary ones (UTS 46).
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
        inert(text, MESSAGE)
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
    fn length_is_bounded_in_characters() {
        assert_eq!(inert("abcdé", 5), "abcdé");
        assert_eq!(inert("abc éf", 5), "abc…");
        assert_eq!(inert(&"é".repeat(600), MESSAGE).chars().count(), MESSAGE);
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
