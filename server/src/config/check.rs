//! Validation of values beyond their types.

use super::{Config, Problem, urls};
use crate::{mail::smtp::Transport, services::parse_email};
use std::{ops::RangeInclusive, sync::Arc};

/// Maximum length of the portal's and the product's name, in characters: both appear in subjects and titles.
const LONGEST_NAME: usize = 60;
/// Days after which a request may expire.
const DAYS: RangeInclusive<i64> = 1..=365;
/// Range of `mail.approval_requests_per_hour`.
const REQUESTS: RangeInclusive<u64> = 1..=1_000_000;

/// Returns the problems, and normalises the valid values.
pub(super) fn check(config: &mut Config) -> Vec<Problem> {
    let mut problems = Vec::new();
    match urls::origin(&config.origin) {
        Ok(origin) => config.origin = origin,
        Err(mend) => problems.push(Problem::value("origin", &config.origin, mend)),
    }
    if let Err(text) = urls::database(&config.database_url) {
        problems.push(Problem::new("database_url", text));
    }
    if let Err(error) = Transport::new(&Arc::new(config.clone())) {
        let text = error.to_string();
        problems
            .push(Problem::new("smtp_url", text.trim_start_matches("ESECURE_SMTP_URL").trim_start_matches([':', ' '])));
    }
    for (key, sender) in
        [("mail_from_esecure", &config.mail_from_esecure), ("mail_from_profile", &config.mail_from_profile)]
    {
        if !is_sender(sender) {
            let mend = "write an address alone, such as esecure@carrier.example; its name comes from `brand`";
            problems.push(Problem::value(key, sender, mend));
        }
    }
    if let Some(contact) = &mut config.operator.contact {
        match parse_email(contact) {
            Ok(address) => *contact = address.original().to_owned(),
            Err(error) => {
                let mend = format!("{error}; write an address alone, such as desk@carrier.example");
                problems.push(Problem::value("operator.contact", contact, &mend));
            }
        }
    }
    for (key, name) in [("brand.portal", &config.brand.portal), ("brand.product", &config.brand.product)] {
        if !is_name(name) {
            let mend = format!("write one line of 1 to {LONGEST_NAME} characters");
            problems.push(Problem::value(key, name, &mend));
        }
    }
    let (days, requests) = (config.requests.expire_after_days, config.mail.approval_requests_per_hour);
    if !DAYS.contains(&days) {
        let mend = format!("write {} to {} days", DAYS.start(), DAYS.end());
        problems.push(Problem::value("requests.expire_after_days", &days.to_string(), &mend));
    }
    if !REQUESTS.contains(&requests) {
        let mend = format!("write {} to {}", REQUESTS.start(), REQUESTS.end());
        problems.push(Problem::value("mail.approval_requests_per_hour", &requests.to_string(), &mend));
    }
    problems
}

/// Checks that a text can be a sender: an ASCII address of a full domain or of `localhost`.
fn is_sender(text: &str) -> bool {
    let here = text.strip_suffix("@localhost").map(|local| format!("{local}@localhost.localdomain"));
    text.is_ascii() && text.parse::<lettre::Address>().is_ok() && parse_email(here.as_deref().unwrap_or(text)).is_ok()
}

/// Checks that a name fits into a subject: one line, not blank, without control or direction characters.
fn is_name(text: &str) -> bool {
    let controls = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    !text.trim().is_empty() && text.chars().count() <= LONGEST_NAME && !text.contains(controls)
}
