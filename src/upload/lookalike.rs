//! Names that pass for others: what a name looks like once letters are drawn alike (after UTS 39, the common kinds).

use std::borrow::Cow;

/// Letters of other scripts, and of other languages, and the letter that they are taken for.
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

/// What a name in A-labels looks like: two names of one look may be taken for each other.
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

/// The ASCII name that a name pretends to be by mixing Latin letters with those of another script, if it does: no
/// language writes one word in two alphabets.
pub fn unmixed(name: &str) -> Option<String> {
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
    // Most names have no hyphen, which is told faster.
    name.contains('-') && name.contains("xn--")
}

/// A name with its A-labels as people read them; a label that is none stays as it is.
pub fn to_unicode(name: &str) -> Cow<'_, str> {
    if !has_a_label(name) {
        return Cow::Borrowed(name);
    }
    let labels =
        name.split('.').map(|label| label.strip_prefix("xn--").and_then(punycode).unwrap_or_else(|| label.to_owned()));
    Cow::Owned(labels.collect::<Vec<_>>().join("."))
}

/// RFC 3492, section 6.2, for one label.
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

/// RFC 3492, section 6.1.
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
