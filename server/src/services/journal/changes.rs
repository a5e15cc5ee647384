//! Formats an entry's changes in words: the values before and after, and the personal fields stored separately.

use super::{Field, FieldValue, JournalEvent, labels, personal::Fields};
use crate::{calendar::Calendar, services::texts::lines_shown};
use app::pages::journal::dto::JournalChange;
use esecure::upload::JudgementKind;
use i18n::journal as t;
use serde_json::Value;

/// Personal fields shown with the changes.
const CONTEXT_FIELDS: [(&str, Field); 3] =
    [("reason_words", Field::ReasonWords), ("note", Field::Note), ("file", Field::File)];

/// Lists the changed fields and the personal fields shown with them.
pub(super) fn changes(event: Option<&JournalEvent>, about: Option<&Fields>, calendar: &Calendar) -> Vec<JournalChange> {
    let change = |field: Field, before: Option<String>, after: Option<String>| {
        let shown = before.is_some() || after.is_some();
        shown.then(|| JournalChange { field: labels::field(field, calendar.locale).to_owned(), before, after })
    };
    let value = |value: Option<FieldValue>| value.and_then(|value| value_text(&value, calendar));
    let fields = event.map(JournalEvent::changes).unwrap_or_default().into_iter();
    let mut changes: Vec<JournalChange> =
        fields.filter_map(|one| change(one.field, value(one.before), value(one.after))).collect();
    if let Some(about) = about {
        let text = |name: &str| lines_shown(about.get(name).and_then(Value::as_str));
        if let Some(old) = text("email_before") {
            changes.extend(change(Field::Email, Some(old), text("email")));
        }
        changes.extend(CONTEXT_FIELDS.iter().filter_map(|(name, field)| change(*field, None, text(name))));
    }
    changes
}

fn value_text(value: &FieldValue, calendar: &Calendar) -> Option<String> {
    let locale = calendar.locale;
    let text = match value {
        FieldValue::Standing(standing) => labels::standing(*standing, locale).to_owned(),
        FieldValue::Until(end) => calendar.last_day(*end),
        FieldValue::State(state) => labels::state(*state, locale).to_owned(),
        FieldValue::Reason(reason) => labels::reason(*reason, locale).to_owned(),
        FieldValue::List(list) => labels::list(*list, locale).to_owned(),
        FieldValue::OpenRequests(open) => labels::open_requests(*open, locale).to_owned(),
        FieldValue::At(at) => calendar.long(*at),
        FieldValue::Flag(true) => t::value::yes(locale).to_owned(),
        FieldValue::Flag(false) => t::value::no(locale).to_owned(),
        FieldValue::Switch(true) => t::value::on(locale).to_owned(),
        FieldValue::Switch(false) => t::value::off(locale).to_owned(),
        FieldValue::Number(number) => number.to_string(),
        FieldValue::Count(count) => count.to_string(),
        FieldValue::LeftOut(counts) => left_out(counts, calendar),
        FieldValue::Text(text) => return lines_shown(Some(text)),
    };
    Some(text)
}

fn left_out(counts: &[(JudgementKind, u64)], calendar: &Calendar) -> String {
    let counts = counts.iter().filter(|(_, count)| *count > 0);
    let texts: Vec<String> = counts
        .filter_map(|(judgement, count)| Some(format!("{count} {}", labels::left_out(*judgement, calendar.locale)?)))
        .collect();
    if texts.is_empty() { "0".to_owned() } else { texts.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::journal::Change;
    use app::pages::enforcement::dto::OpenRequests;
    use esecure::{
        Locale, Timestamp,
        policy::{DomainList, StandingKind},
        request::{ReasonCode, StateKind},
    };

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
        let event = JournalEvent::read("standing_changed", before, after).unwrap();
        let texts: Vec<_> = changes(Some(&event), Some(&about), &calendar)
            .into_iter()
            .map(|change| (change.field, change.before, change.after))
            .collect();
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            texts,
            [
                ("Decision".to_owned(), some("no decision"), some("approved")),
                ("Until".to_owned(), None, some("31 December 2026")),
                ("Note".to_owned(), None, some("approved")),
            ]
        );
        let about: Fields = serde_json::from_str(r#"{"email_before":"a@b.test","email":"c@b.test"}"#).unwrap();
        let texts = changes(Some(&JournalEvent::EmailChanged(Change::none())), Some(&about), &calendar);
        assert_eq!(
            (texts.len(), texts[0].before.as_deref(), texts[0].after.as_deref()),
            (1, Some("a@b.test"), Some("c@b.test"))
        );
    }

    #[test]
    fn no_code_is_shown_bare() {
        let texts = |value: FieldValue| value_text(&value, &calendar()).unwrap();
        for list in DomainList::ALL {
            assert!(!texts(FieldValue::List(list)).contains('_'));
        }
        assert_eq!(texts(FieldValue::OpenRequests(OpenRequests::Keep)), "kept");
        assert_eq!(texts(FieldValue::OpenRequests(OpenRequests::Close)), "closed");
        for state in StateKind::ALL {
            assert!(!texts(FieldValue::State(state)).is_empty(), "{}", state.code());
        }
        for standing in StandingKind::ALL {
            assert!(!texts(FieldValue::Standing(standing)).is_empty(), "{}", standing.code());
        }
        for reason in ReasonCode::ALL {
            assert_ne!(texts(FieldValue::Reason(reason)), reason.code());
        }
        for kind in JudgementKind::ALL.into_iter().filter(|kind| *kind != JudgementKind::New) {
            let words = texts(FieldValue::LeftOut(vec![(kind, 3), (JudgementKind::New, 0)]));
            assert!(words.starts_with("3 ") && !words.contains('_') && !words.contains(','), "{words}");
        }
        assert_eq!(texts(FieldValue::LeftOut(Vec::new())), "0");
        let about: Fields = serde_json::from_str(r#"{"reason_words":"unknown"}"#).unwrap();
        let words = changes(None, Some(&about), &calendar()).remove(0).after;
        assert_eq!(words.as_deref(), Some("unknown"), "what somebody typed is no code");
    }
}
