//! Suggested address for an invalid cell. Only a suggestion: the user has to accept it.

use super::address::{bare, is_invisible, narrow};
use crate::{ToAscii, email};

/// Extracts one address from the text; `None` if there is none or the text is unchanged. `whole` completes a domain
/// from its first label.
pub(super) fn repair(text: &str, to_ascii: ToAscii<'_>, whole: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut scratch = String::new();
    let mut valid = |candidate: &str| email::write_canonical(candidate, to_ascii, &mut scratch).is_ok();

    let seen: String = text.chars().filter(|c| !is_invisible(*c) && !c.is_ascii_control()).map(narrow).collect();
    let mut candidate = bare(within_brackets(&seen).unwrap_or(&seen)).to_owned();
    for at in ["(at)", "[at]", "{at}", " at "] {
        if !candidate.contains('@') {
            candidate = candidate.replacen(at, "@", 1);
        }
    }
    candidate.retain(|c| !c.is_whitespace());
    candidate = candidate.replace("@@", "@");
    if !valid(&candidate) {
        let (local, host) = candidate.split_once('@')?;
        let mut host = host.replace([',', ';', ':'], ".").trim_matches('.').to_owned();
        while host.contains("..") {
            host = host.replace("..", ".");
        }
        if !host.contains('.') {
            host = whole(&host.to_ascii_lowercase())?;
        }
        let mut local = local.trim_matches('.').to_owned();
        while local.contains("..") {
            local = local.replace("..", ".");
        }
        candidate = format!("{local}@{host}");
    }
    (candidate != text.trim() && valid(&candidate)).then_some(candidate)
}

/// Content of the only pair of angle brackets, if it contains an `@`.
pub(super) fn within_brackets(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once('<')?;
    let (inner, after) = rest.split_once('>')?;
    (!after.contains('<') && inner.contains('@')).then_some(inner)
}
