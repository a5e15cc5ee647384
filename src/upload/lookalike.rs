//! Look-alike names: skeletons of confusable letters (after UTS 39, common cases only).

use std::borrow::Cow;

/// Letters of other scripts and languages, with the Latin letter that each resembles.
const ALIKE: &[(&str, char)] = &[
    ("аαɑàáâãäåāăą", 'a'),
    ("ьв", 'b'),
    ("сϲçćč", 'c'),
    ("ԁđď", 'd'),
    ("еεèéêëēėęě", 'e'),
    ("ɡğģ", 'g'),
    ("һнħ", 'h'),
    ("іιıìíîïīį", 'i'),
    ("ј", 'j'),
    ("кκķ", 'k'),
    ("ӏłĺļľ", 'l'),
    ("м", 'm'),
    ("пηñńņň", 'n'),
    ("оοσòóôõöøōő", 'o'),
    ("рρ", 'p'),
    ("ԛ", 'q'),
    ("гŕř", 'r'),
    ("ѕśşšș", 's'),
    ("тτţťț", 't'),
    ("υùúûüūůűų", 'u'),
    ("ν", 'v'),
    ("ԝωŵ", 'w'),
    ("хχ", 'x'),
    ("уγýÿŷ", 'y'),
    ("źżž", 'z'),
];

fn latin(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    ALIKE.iter().find(|(letters, _)| letters.contains(c)).map_or(c, |(_, letter)| *letter)
}

/// Skeleton of a name in A-labels: two names with equal skeletons look alike (UTS 39).
pub fn skeleton(name: &str) -> String {
    let mut look = String::with_capacity(name.len());
    let mut before = ' ';
    for letter in to_unicode(name).chars().map(latin) {
        let letter = match letter {
            '0' => 'o',
            '1' | 'i' | '|' => 'l',
            '5' => 's',
            other => other,
        };
        let pair = match (before, letter) {
            ('r', 'n') => 'm',
            ('v', 'v') => 'w',
            ('c', 'l') => 'd',
            _ => {
                look.push(letter);
                before = letter;
                continue;
            }
        };
        look.pop();
        look.push(pair);
        before = pair;
    }
    look
}

/// ASCII name that a label with mixed scripts imitates, if any. No language mixes Latin with Greek or Cyrillic letters
/// in one word.
pub fn imitated_ascii_name(name: &str) -> Option<String> {
    if !has_a_label(name) {
        return None;
    }
    let foreign = |c: char| ('\u{370}'..='\u{52f}').contains(&c);
    let shown = to_unicode(name);
    let mixes = |label: &str| label.chars().any(foreign) && label.chars().any(|c| c.is_alphabetic() && !foreign(c));
    if !shown.split('.').any(mixes) {
        return None;
    }
    let ascii: String = shown.chars().map(latin).collect();
    ascii.is_ascii().then_some(ascii)
}

fn has_a_label(name: &str) -> bool {
    // Fast path: most names have no hyphen.
    name.contains('-') && name.contains("xn--")
}

/// Decodes the A-labels of a name for display; an invalid A-label stays as is.
pub fn to_unicode(name: &str) -> Cow<'_, str> {
    if !has_a_label(name) {
        return Cow::Borrowed(name);
    }
    let labels =
        name.split('.').map(|label| label.strip_prefix("xn--").and_then(punycode).unwrap_or_else(|| label.to_owned()));
    Cow::Owned(labels.collect::<Vec<_>>().join("."))
}

/// Decodes Punycode for one label (RFC 3492, section 6.2).
fn punycode(encoded: &str) -> Option<String> {
    let (basic, digits) = encoded.rsplit_once('-').unwrap_or(("", encoded));
    let mut out: Vec<char> = basic.chars().collect();
    let (mut code, mut at, mut bias) = (128_u32, 0_u32, 72_u32);
    let mut rest = digits.bytes().peekable();
    while rest.peek().is_some() {
        let before = at;
        let mut weight = 1_u32;
        for k in (36..).step_by(36) {
            let digit = match rest.next()? {
                letter @ b'a'..=b'z' => u32::from(letter - b'a'),
                digit @ b'0'..=b'9' => u32::from(digit - b'0') + 26,
                _ => return None,
            };
            at = at.checked_add(digit.checked_mul(weight)?)?;
            let threshold = if k <= bias { 1 } else { (k - bias).min(26) };
            if digit < threshold {
                break;
            }
            weight = weight.checked_mul(36 - threshold)?;
        }
        let length = u32::try_from(out.len()).ok()? + 1;
        bias = adapt(at - before, length, before == 0);
        code = code.checked_add(at / length)?;
        at %= length;
        out.insert(at as usize, char::from_u32(code)?);
        at += 1;
    }
    Some(out.into_iter().collect())
}

/// Adapts the Punycode bias (RFC 3492, section 6.1).
fn adapt(delta: u32, length: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / length;
    let mut k = 0;
    while delta > 455 {
        delta /= 35;
        k += 36;
    }
    k + 36 * delta / (delta + 38)
}
