//! What the journal's codes say, in both languages. An event that is written and stands not here stops every test that writes
//! it ([`is_known`]); one below finds those that no test writes.

use super::{APPLICATION, OPERATOR, REQUESTER, SYSTEM, personal::Fields};
use crate::calendar::{self, Calendar};
use app::{locales::journal as t, view::JournalChange};
use esecure::{Locale, Timestamp};
use serde_json::Value;

/// A text, in a language.
type Say = fn(Locale) -> &'static str;

/// Events that belong together.
pub(super) struct Kind {
    /// As the filter has it.
    pub code: &'static str,
    /// What they are about.
    pub say: Say,
    /// Each with its sentence.
    pub events: &'static [(&'static str, Say)],
}

/// Every event.
pub(super) const KINDS: [Kind; 7] = [
    Kind {
        code: "requests",
        say: t::kinds::requests,
        events: &[
            ("request_opened", t::event::request_opened),
            ("request_approved", t::event::request_approved),
            ("request_rejected", t::event::request_rejected),
            ("request_withdrawn", t::event::request_withdrawn),
            ("request_expired", t::event::request_expired),
            ("request_closed", t::event::request_closed),
            ("request_reopened", t::event::request_reopened),
        ],
    },
    Kind {
        code: "addresses",
        say: t::kinds::addresses,
        events: &[
            ("standing_changed", t::event::standing_changed),
            ("own_address_approved", t::event::own_address_approved),
        ],
    },
    Kind {
        code: "domains",
        say: t::kinds::domains,
        events: &[
            ("domain_added", t::event::domain_added),
            ("domain_changed", t::event::domain_changed),
            ("domain_removed", t::event::domain_removed),
        ],
    },
    Kind {
        code: "uploads",
        say: t::kinds::uploads,
        events: &[("upload_committed", t::event::upload_committed), ("upload_undone", t::event::upload_undone)],
    },
    Kind {
        code: "administrators",
        say: t::kinds::administrators,
        events: &[
            ("administrator_added", t::event::administrator_added),
            ("administrator_invited_again", t::event::administrator_invited_again),
            ("administrator_removed", t::event::administrator_removed),
        ],
    },
    Kind {
        code: "profiles",
        say: t::kinds::profiles,
        events: &[
            ("terms_accepted", t::event::terms_accepted),
            ("contact_consent_changed", t::event::contact_consent_changed),
            ("approving_changed", t::event::approving_changed),
            ("email_changed", t::event::email_changed),
        ],
    },
    Kind {
        code: "account",
        say: t::kinds::account,
        events: &[
            ("account_activated", t::event::account_activated),
            ("account_suspended", t::event::account_suspended),
            ("account_resumed", t::event::account_resumed),
            ("enforcement_switched", t::event::enforcement_switched),
            ("enforcement_scheduled", t::event::enforcement_scheduled),
            ("enforcement_unscheduled", t::event::enforcement_unscheduled),
            ("person_erased", t::event::person_erased),
        ],
    },
];

const ORIGINS: [(&str, Say); 11] = [
    ("page", t::origin::page),
    ("mail", t::origin::mail),
    ("list", t::origin::list),
    ("upload", t::origin::upload),
    ("upload_undone", t::origin::upload_undone),
    ("domain", t::origin::domain),
    ("announcement", t::origin::announcement),
    ("api", t::origin::api),
    ("command_line", t::origin::command_line),
    ("status_page", t::origin::status_page),
    ("schedule", t::origin::schedule),
];

/// What was before and is after, and what stands beside it, by name.
const FIELDS: [(&str, Say); 27] = [
    ("standing", t::field::standing),
    ("until", t::field::until),
    ("state", t::field::state),
    ("reason", t::field::reason),
    ("number", t::field::number),
    ("mailed", t::field::mailed),
    ("list", t::field::list),
    ("domain", t::field::domain),
    ("with_subdomains", t::field::with_subdomains),
    ("covers_own_address", t::field::covers_own_address),
    ("suspended", t::field::suspended),
    ("enforced", t::field::enforced),
    ("scheduled_for", t::field::scheduled_for),
    ("undecided_mailed", t::field::undecided_mailed),
    ("open_requests", t::field::open_requests),
    ("company", t::field::company),
    ("time_zone", t::field::time_zone),
    ("version", t::field::version),
    ("share_contact", t::field::share_contact),
    ("decides_by_mail", t::field::decides_by_mail),
    ("approved", t::field::approved),
    ("left_out", t::field::left_out),
    ("entries", t::field::entries),
    ("email", t::field::email),
    ("note", t::field::note),
    ("reason_words", t::field::reason_words),
    ("file", t::field::file),
];

/// Values that are codes.
const VALUES: [(&str, Say); 21] = [
    ("undecided", t::value::undecided),
    ("approved", t::value::approved),
    ("rejected", t::value::rejected),
    ("open", t::value::open),
    ("withdrawn", t::value::withdrawn),
    ("expired", t::value::expired),
    ("closed", t::value::closed),
    ("unknown", t::value::unknown),
    ("own_account", t::value::own_account),
    ("ask_contact", t::value::ask_contact),
    ("other", t::value::another),
    ("authorised", t::value::authorised),
    ("may_ask", t::value::may_ask),
    ("keep", t::value::keep),
    ("close", t::value::close),
    ("invalid", t::value::invalid),
    ("duplicate", t::value::duplicate),
    ("previously_rejected", t::value::previously_rejected),
    ("already_approved", t::value::already_approved),
    ("covered_by_domain", t::value::covered_by_domain),
    ("doubtful", t::value::doubtful),
];

/// Fields whose text is a code; what people typed is never taken for one.
const CODED: [&str; 5] = ["standing", "state", "reason", "list", "open_requests"];

/// Identifiers and digests: for programs, and in the command's export.
const FOR_PROGRAMS: [&str; 3] = ["profile", "set_by", "digest"];

/// The personal fields that stand beside the change.
const BESIDE: [&str; 3] = ["reason_words", "note", "file"];

/// Whether an event has words.
pub(super) fn is_known(event: &str) -> bool {
    KINDS.iter().flat_map(|kind| kind.events).any(|(code, _)| *code == event)
}

/// The events that a filter's code means: one, or all of a kind.
pub(super) fn events(code: &str) -> Vec<&'static str> {
    if let Some(kind) = KINDS.iter().find(|kind| kind.code == code) {
        return kind.events.iter().map(|(event, _)| *event).collect();
    }
    KINDS.iter().flat_map(|kind| kind.events).map(|(event, _)| *event).filter(|event| *event == code).collect()
}

/// The sentence for an event.
pub(super) fn event(code: &str, locale: Locale) -> String {
    let known = KINDS.iter().flat_map(|kind| kind.events).find(|(event, _)| *event == code);
    known.map_or(code, |(_, say)| say(locale)).to_owned()
}

/// From where, in words.
pub(super) fn origin(code: &str, locale: Locale) -> String {
    said(&ORIGINS, code, locale)
}

/// Who did it, where that was no person.
pub(super) fn actor(code: &str, locale: Locale) -> Option<String> {
    match code.strip_prefix(APPLICATION) {
        Some(name) => Some(t::application(locale, name)),
        None if code == OPERATOR => Some(t::operator(locale).to_owned()),
        None if code == SYSTEM => Some(t::system(locale).to_owned()),
        None if code == REQUESTER => Some(t::requester(locale).to_owned()),
        None => None,
    }
}

fn said(table: &[(&str, Say)], code: &str, locale: Locale) -> String {
    table.iter().find(|(known, _)| *known == code).map_or(code, |(_, say)| say(locale)).to_owned()
}

/// What changed, field by field, and what stands beside it.
pub(super) fn changes(before: &str, after: &str, about: Option<&Fields>, calendar: &Calendar) -> Vec<JournalChange> {
    let read = |text: &str| serde_json::from_str::<Fields>(text).unwrap_or_default();
    let (before, after) = (read(before), read(after));
    // In the order of the words; names without words last.
    let known = FIELDS.iter().map(|(name, _)| (*name).to_owned());
    let unknown = before.keys().chain(after.keys()).filter(|name| FIELDS.iter().all(|(known, _)| known != name));
    let mut names: Vec<String> = known.collect();
    for name in unknown {
        if !names.contains(name) && !FOR_PROGRAMS.contains(&name.as_str()) {
            names.push(name.clone());
        }
    }
    let value = |fields: &Fields, name: &str| fields.get(name).and_then(|value| value_of(name, value, calendar));
    let change = |name: &str, before: Option<String>, after: Option<String>| {
        let shown = before.is_some() || after.is_some();
        shown.then(|| JournalChange { field: said(&FIELDS, name, calendar.locale), before, after })
    };
    let mut changes: Vec<JournalChange> =
        names.iter().filter_map(|name| change(name, value(&before, name), value(&after, name))).collect();
    if let Some(about) = about {
        if let Some(old) = value(about, "email_before") {
            changes.extend(change("email", Some(old), value(about, "email")));
        }
        changes.extend(BESIDE.iter().filter_map(|name| change(name, None, value(about, name))));
    }
    changes
}

fn value_of(name: &str, value: &Value, calendar: &Calendar) -> Option<String> {
    let locale = calendar.locale;
    let text = match value {
        Value::Null => return None,
        // What is not so needs no line.
        Value::Bool(false) if name == "covers_own_address" => return None,
        Value::Bool(on) if name == "enforced" => {
            if *on { t::value::on(locale) } else { t::value::off(locale) }.to_owned()
        }
        Value::Bool(yes) => if *yes { t::value::yes(locale) } else { t::value::no(locale) }.to_owned(),
        // The stored end is the first instant after the last day.
        Value::String(end) if name == "until" => match calendar::read_instant(end) {
            Some(end) => calendar.day(Timestamp::from_millis(end.as_millis() - 1)),
            None => end.clone(),
        },
        Value::String(at) if name == "scheduled_for" => match calendar::read_instant(at) {
            Some(at) => calendar.long(at),
            None => at.clone(),
        },
        Value::String(code) if CODED.contains(&name) => said(&VALUES, code, locale),
        Value::String(text) => text.clone(),
        // Pairs of a code and a number.
        Value::Array(pairs) if name == "left_out" => {
            let told = pairs.iter().filter_map(|pair| {
                let (kind, count) = (pair.get(0)?.as_str()?, pair.get(1)?.as_u64()?);
                (count > 0).then(|| format!("{count} {}", said(&VALUES, kind, locale)))
            });
            let told = told.collect::<Vec<_>>().join(", ");
            if told.is_empty() { "0".to_owned() } else { told }
        }
        other => other.to_string(),
    };
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, path::Path};

    /// Every event that the server's source writes by name has a sentence. (One that is chosen by a condition stops the tests
    /// that write it.)
    #[test]
    fn every_event_has_words() {
        let mut written = Vec::new();
        collect(Path::new("src"), &mut written);
        // What this file looks for stands in it, too.
        written.retain(|event| event.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
        written.sort();
        written.dedup();
        assert!(written.len() > 10, "{written:?}");
        let without: Vec<_> = written.iter().filter(|event| !is_known(event)).collect();
        assert!(without.is_empty(), "no words for {without:?}");
    }

    fn collect(path: &Path, found: &mut Vec<String>) {
        if path.is_dir() {
            for entry in fs::read_dir(path).unwrap() {
                collect(&entry.unwrap().path(), found);
            }
            return;
        }
        let source = fs::read_to_string(path).unwrap();
        for before in ["event: \"", "on_page(\"", "event: if ", "Event::"] {
            for after in source.split(before).skip(1) {
                let line = after.lines().next().unwrap_or_default();
                match before {
                    "event: \"" | "on_page(\"" => found.extend(line.split('"').next().map(str::to_owned)),
                    // `Event::Approved => ("request_approved", …)`
                    "Event::" => found.extend(
                        line.split_once(" => (\"").and_then(|(_, rest)| rest.split('"').next()).map(str::to_owned),
                    ),
                    _ => found.extend(line.split('"').skip(1).step_by(2).map(str::to_owned)),
                }
            }
        }
    }

    /// No code stands twice, and each kind's code is no event's.
    #[test]
    fn codes_are_told_apart() {
        let mut codes: Vec<_> = KINDS.iter().flat_map(|kind| kind.events).map(|(event, _)| *event).collect();
        codes.extend(KINDS.iter().map(|kind| kind.code));
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all);
        assert_eq!(events("requests").len(), 7);
        assert_eq!(events("domain_added"), ["domain_added"]);
        assert!(events("nothing").is_empty());
    }

    #[test]
    fn a_change_reads_in_words() {
        let calendar = Calendar::new(Locale::En, "Europe/Amsterdam", Timestamp::from_millis(1_795_439_640_000));
        let before = r#"{"standing":"undecided"}"#;
        let after = r#"{"standing":"approved","until":"2026-12-31T23:00:00Z","profile":"prf_1","later":true}"#;
        let about: Fields =
            serde_json::from_str(r#"{"email":"ann@acme.test","note":"approved","reason_words":null}"#).unwrap();
        let told: Vec<_> = changes(before, after, Some(&about), &calendar)
            .into_iter()
            .map(|change| (change.field, change.before, change.after))
            .collect();
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            told,
            [
                ("Decision".to_owned(), some("no decision"), some("approved")),
                ("Until".to_owned(), None, some("31 December 2026")),
                ("later".to_owned(), None, some("yes")),
                ("Note".to_owned(), None, some("approved")),
            ]
        );
        let about: Fields = serde_json::from_str(r#"{"email_before":"a@b.test","email":"c@b.test"}"#).unwrap();
        let told = changes("null", "null", Some(&about), &calendar);
        assert_eq!(
            (told.len(), told[0].before.as_deref(), told[0].after.as_deref()),
            (1, Some("a@b.test"), Some("c@b.test"))
        );
    }
}
