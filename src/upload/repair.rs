//! Suggested address for an invalid cell. Only a suggestion: the user has to accept it.

use super::address::{is_invisible, strip_punctuation, to_half_width, within_brackets};
use crate::{ToAscii, email};

/// Extracts one address from the text; `None` if there is none or the text is unchanged. `complete_domain`
/// completes a domain from its first label.
pub(super) fn repair(
    text: &str,
    to_ascii: ToAscii<'_>,
    complete_domain: &dyn Fn(&str) -> Option<String>,
) -> Option<String> {
    let mut scratch = String::new();
    let mut valid = |candidate: &str| email::write_canonical(candidate, to_ascii, &mut scratch).is_ok();

    let visible: String =
        text.chars().filter(|c| !is_invisible(*c) && !c.is_ascii_control()).map(to_half_width).collect();
    let mut candidate = strip_punctuation(within_brackets(&visible).unwrap_or(&visible)).to_owned();
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
            host = complete_domain(&host.to_ascii_lowercase())?;
        }
        let mut local = local.trim_matches('.').to_owned();
        while local.contains("..") {
            local = local.replace("..", ".");
        }
        candidate = format!("{local}@{host}");
    }
    (candidate != text.trim() && valid(&candidate)).then_some(candidate)
}
