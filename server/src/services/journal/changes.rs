//! Formats an entry's changes in words: the values before and after, and the personal fields stored separately.

use super::{
    labels::{Label, label},
    personal::Fields,
};
use crate::{
    calendar::{self, Calendar},
    services::texts::lines_shown,
};
use app::pages::journal::dto::JournalChange;
use i18n::journal as t;
use serde_json::Value;

/// Labels of the fields in `before`, `after` and the personal fields, in display order.
const FIELDS: [(&str, Label); 28] = [
    ("standing", t::field::standing),
    ("until", t::field::until),
    ("state", t::field::state),
    ("reason", t::field::reason),
    ("number", t::field::number),
    ("mailed", t::field::mailed),
    ("requester_mailed", t::field::requester_mailed),
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

/// Labels of the values that are codes.
const VALUES: [(&str, Label); 21] = [
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

/// Fields whose text is a code. User input in other fields is never translated as one.
const CODED: [&str; 5] = ["standing", "state", "reason", "list", "open_requests"];

/// Identifiers and digests, which only the command line's export shows.
const INTERNAL_FIELDS: [&str; 3] = ["profile", "set_by", "digest"];

/// Personal fields shown with the changes.
const CONTEXT_FIELDS: [&str; 3] = ["reason_words", "note", "file"];

/// Lists the changed fields and the personal fields shown with them.
pub(super) fn changes(before: &str, after: &str, about: Option<&Fields>, calendar: &Calendar) -> Vec<JournalChange> {
    let read = |text: &str| serde_json::from_str::<Fields>(text).unwrap_or_default();
    let (before, after) = (read(before), read(after));
    // In the order of [`FIELDS`]; fields without a label last.
    let known = FIELDS.iter().map(|(name, _)| (*name).to_owned());
    let unknown = before.keys().chain(after.keys()).filter(|name| FIELDS.iter().all(|(known, _)| known != name));
    let mut names: Vec<String> = known.collect();
    for name in unknown {
        if !names.contains(name) && !INTERNAL_FIELDS.contains(&name.as_str()) {
            names.push(name.clone());
        }
    }
    let value = |fields: &Fields, name: &str| fields.get(name).and_then(|value| value_of(name, value, calendar));
    let change = |name: &str, before: Option<String>, after: Option<String>| {
        let shown = before.is_some() || after.is_some();
        shown.then(|| JournalChange { field: label(&FIELDS, name, calendar.locale), before, after })
    };
    let mut changes: Vec<JournalChange> =
        names.iter().filter_map(|name| change(name, value(&before, name), value(&after, name))).collect();
    if let Some(about) = about {
        if let Some(old) = value(about, "email_before") {
            changes.extend(change("email", Some(old), value(about, "email")));
        }
        changes.extend(CONTEXT_FIELDS.iter().filter_map(|name| change(name, None, value(about, name))));
    }
    changes
}

fn value_of(name: &str, value: &Value, calendar: &Calendar) -> Option<String> {
    let locale = calendar.locale;
    let text = match value {
        Value::Null => return None,
        // `false` is the normal case and needs no line.
        Value::Bool(false) if name == "covers_own_address" => return None,
        Value::Bool(on) if name == "enforced" => {
            if *on { t::value::on(locale) } else { t::value::off(locale) }.to_owned()
        }
        Value::Bool(yes) => if *yes { t::value::yes(locale) } else { t::value::no(locale) }.to_owned(),
        Value::String(end) if name == "until" => match calendar::read_instant(end) {
            Some(end) => calendar.last_day(end),
            None => end.clone(),
        },
        Value::String(at) if name == "scheduled_for" => match calendar::read_instant(at) {
            Some(at) => calendar.long(at),
            None => at.clone(),
        },
        Value::String(code) if CODED.contains(&name) => label(&VALUES, code, locale),
        Value::String(text) => return lines_shown(Some(text)),
        // Pairs of a code and a number.
        Value::Array(pairs) if name == "left_out" => {
            let counts = pairs.iter().filter_map(|pair| {
                let (kind, count) = (pair.get(0)?.as_str()?, pair.get(1)?.as_u64()?);
                (count > 0).then(|| format!("{count} {}", label(&VALUES, kind, locale)))
            });
            let counts = counts.collect::<Vec<_>>().join(", ");
            if counts.is_empty() { "0".to_owned() } else { counts }
        }
        other => other.to_string(),
    };
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::pages::enforcement::dto::OpenRequests;
    use esecure::{Locale, Timestamp, policy::DomainList, request::Reason, upload::JudgementKind};
    use serde_json::json;

    fn calendar() -> Calendar {
        Calendar::new(Locale::En, "Europe/Amsterdam", Timestamp::from_millis(1_795_439_640_000))
    }

    #[test]
    fn a_change_reads_in_words() {
        let calendar = calendar();
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

    /// Checks that every stored code has a label.
    #[test]
    fn no_code_is_shown_bare() {
        let told = |name: &str, value: Value| value_of(name, &value, &calendar()).unwrap();
        for list in [DomainList::Authorised, DomainList::MayAsk] {
            assert!(!told("list", json!(list.code())).contains('_'));
        }
        for open in [OpenRequests::Keep, OpenRequests::Close] {
            assert!(VALUES.iter().any(|(code, _)| json!(code) == json!(open)));
        }
        for state in ["open", "approved", "rejected", "withdrawn", "expired", "closed", "undecided"] {
            assert!(VALUES.iter().any(|(code, _)| *code == state), "{state}");
        }
        for reason in [Reason::Unknown, Reason::OwnAccount, Reason::AskContact, Reason::Other(String::new())] {
            assert_ne!(told("reason", json!(reason.code())), reason.code());
        }
        for kind in JudgementKind::ALL.into_iter().filter(|kind| *kind != JudgementKind::New) {
            let words = told("left_out", json!([(kind, 3), (JudgementKind::New, 0)]));
            assert!(words.starts_with("3 ") && !words.contains('_') && !words.contains(','), "{words}");
        }
        assert_eq!(told("left_out", json!([])), "0");
        assert_eq!(told("reason_words", json!("unknown")), "unknown", "what somebody typed is no code");
    }
}
