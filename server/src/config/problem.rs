//! Problems of the configuration: the key, the value without secrets, and the correction.

use std::fmt;

/// A key whose value cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Key as in a file: `requests.expire_after_days`. Empty if the file itself cannot be read.
    pub key: String,
    /// The fault and its correction.
    pub text: String,
}

impl Problem {
    pub(super) fn new(key: &str, text: impl AsRef<str>) -> Self {
        Self { key: key.to_owned(), text: without_passwords(text.as_ref()) }
    }

    /// Creates the problem of an unusable value; `hint` says how to correct it.
    pub(super) fn value(key: &str, value: &str, hint: &str) -> Self {
        Self::new(key, format!("{} cannot be used: {hint}", quoted(value)))
    }
}

/// Quotes a value without the user part of a URL, cut to 120 characters.
pub(super) fn quoted(value: &str) -> String {
    let shown: String = without_user(value).chars().take(120).collect();
    format!("{shown:?}")
}

/// Removes the part before the last `@` of a URL, whatever characters that part has, and any password.
pub(super) fn without_user(value: &str) -> String {
    match value.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?.1))) {
        Some((scheme, place)) => without_passwords(&format!("{scheme}://…@{place}")),
        None => without_passwords(value),
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.key.is_empty() {
            return f.write_str(&self.text);
        }
        write!(f, "{} ({} in a file): {}", variable(&self.key), self.key, self.text)
    }
}

/// Returns the environment variable of a key.
pub(super) fn variable(key: &str) -> String {
    format!("ESECURE_{}", key.replace('.', "__").to_uppercase())
}

/// Formats the problems as the lines of one message.
pub(super) fn bullet_list(problems: &[Problem]) -> String {
    match problems {
        [one] => format!("the configuration cannot be used: {one}"),
        all => all.iter().fold("the configuration cannot be used:".to_owned(), |text, one| format!("{text}\n  {one}")),
    }
}

/// Removes the part between `://` and `@` of every URL in a text, and a query that contains `pass`.
pub fn without_passwords(text: &str) -> String {
    let mut left = text;
    let mut out = String::with_capacity(text.len());
    while let Some(at) = left.find("://") {
        let (before, rest) = left.split_at(at + 3);
        out.push_str(before);
        let end =
            rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>')).unwrap_or(rest.len());
        let (address, after) = rest.split_at(end);
        let place = match address.rsplit_once('@') {
            Some((_, place)) => {
                out.push_str("…@");
                place
            }
            None => address,
        };
        match place.split_once('?') {
            Some((place, query)) if query.to_lowercase().contains("pass") => {
                out.push_str(place);
                out.push_str("?…");
            }
            _ => out.push_str(place),
        }
        left = after;
    }
    out.push_str(left);
    out
}
