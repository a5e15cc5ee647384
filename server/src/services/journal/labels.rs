//! Labels of the journal's events, origins and actors in both languages. Writing an event without a label fails a debug
//! assertion ([`is_known`]) in tests; a test below finds events that no other test writes.

use super::{APPLICATION, OPERATOR, REQUESTER, SYSTEM};
use esecure::Locale;
use i18n::journal as t;

/// Localised text.
pub(super) type Label = fn(Locale) -> &'static str;

/// Group of events.
pub(super) struct EventKind {
    /// Code in the filter.
    pub code: &'static str,
    /// Title of the group.
    pub say: Label,
    /// Event codes with their sentences.
    pub events: &'static [(&'static str, Label)],
}

pub(super) const KINDS: [EventKind; 7] = [
    EventKind {
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
    EventKind {
        code: "addresses",
        say: t::kinds::addresses,
        events: &[
            ("standing_changed", t::event::standing_changed),
            ("own_address_approved", t::event::own_address_approved),
        ],
    },
    EventKind {
        code: "domains",
        say: t::kinds::domains,
        events: &[
            ("domain_added", t::event::domain_added),
            ("domain_changed", t::event::domain_changed),
            ("domain_removed", t::event::domain_removed),
        ],
    },
    EventKind {
        code: "uploads",
        say: t::kinds::uploads,
        events: &[("upload_committed", t::event::upload_committed), ("upload_undone", t::event::upload_undone)],
    },
    EventKind {
        code: "administrators",
        say: t::kinds::administrators,
        events: &[
            ("administrator_added", t::event::administrator_added),
            ("administrator_invited_again", t::event::administrator_invited_again),
            ("administrator_removed", t::event::administrator_removed),
        ],
    },
    EventKind {
        code: "profiles",
        say: t::kinds::profiles,
        events: &[
            ("terms_accepted", t::event::terms_accepted),
            ("contact_consent_changed", t::event::contact_consent_changed),
            ("approving_changed", t::event::approving_changed),
            ("email_changed", t::event::email_changed),
        ],
    },
    EventKind {
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

const ORIGINS: [(&str, Label); 11] = [
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

/// Returns `true` if the event has a label.
pub(super) fn is_known(event: &str) -> bool {
    KINDS.iter().flat_map(|kind| kind.events).any(|(code, _)| *code == event)
}

/// Returns the events for a filter code: a single event, or all events of a group.
pub(super) fn events(code: &str) -> Vec<&'static str> {
    if let Some(kind) = KINDS.iter().find(|kind| kind.code == code) {
        return kind.events.iter().map(|(event, _)| *event).collect();
    }
    KINDS.iter().flat_map(|kind| kind.events).map(|(event, _)| *event).filter(|event| *event == code).collect()
}

/// Returns the sentence for an event.
pub(super) fn event(code: &str, locale: Locale) -> String {
    let known = KINDS.iter().flat_map(|kind| kind.events).find(|(event, _)| *event == code);
    known.map_or(code, |(_, say)| say(locale)).to_owned()
}

/// Returns the label of an origin.
pub(super) fn origin(code: &str, locale: Locale) -> String {
    label(&ORIGINS, code, locale)
}

/// Returns the label of an actor that is not a person.
pub(super) fn actor(code: &str, locale: Locale) -> Option<String> {
    match code.strip_prefix(APPLICATION) {
        Some(name) => Some(t::application(locale, name)),
        None if code == OPERATOR => Some(t::operator(locale).to_owned()),
        None if code == SYSTEM => Some(t::system(locale).to_owned()),
        None if code == REQUESTER => Some(t::requester(locale).to_owned()),
        None => None,
    }
}

/// Returns the label of a code, or the code itself if it has none.
pub(super) fn label(table: &[(&str, Label)], code: &str, locale: Locale) -> String {
    table.iter().find(|(known, _)| *known == code).map_or(code, |(_, say)| say(locale)).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, path::Path};

    /// Checks that every event literal in the server's source has a label. Events chosen by a condition fail in the
    /// tests that write them.
    #[test]
    fn every_event_has_words() {
        let mut written = Vec::new();
        collect(Path::new("src"), &mut written);
        // Removes this file's own search patterns.
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

    /// Checks that codes are unique, also between groups and events.
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
}
