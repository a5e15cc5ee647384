//! Wording of a stored entry. Its event, origin or values may be unreadable: a newer version wrote them, or they were
//! altered. The page and the export still show the entry, with its codes as they are stored.

use super::{EventCode, JournalEvent, Origin, changes::changes, labels, personal::Fields};
use crate::{calendar::Calendar, store::entity::journal};
use app::pages::journal::dto::JournalChange;

/// Texts of an entry for the page and the export.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wording {
    /// Event as a sentence.
    pub what: String,
    pub origin: String,
    pub changes: Vec<JournalChange>,
}

impl Wording {
    /// Formats an entry. An unknown code is shown as it is stored; values that cannot be read are not shown.
    pub(super) fn of(entry: &journal::Model, about: Option<&Fields>, calendar: &Calendar) -> Self {
        let locale = calendar.locale;
        let (event, origin) = (entry.event.as_str(), entry.origin.as_str());
        let values = JournalEvent::read(event, entry.before.as_str(), entry.after.as_str()).ok();
        Self {
            what: EventCode::from_code(event).map_or(event, |code| labels::event(code, locale)).to_owned(),
            origin: Origin::from_code(origin).map_or(origin, |code| labels::origin(code, locale)).to_owned(),
            changes: changes(values.as_ref(), about, calendar),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::columns::{ChainText, Digest, EntryNumber};
    use esecure::{Locale, Timestamp, id::AccountId};

    fn wording(event: &str, origin: &str, before: &str, after: &str) -> Wording {
        let entry = journal::Model {
            account_id: AccountId::from_bytes([1; 16]),
            seq: EntryNumber::new(1),
            at: Timestamp::from_millis(0),
            event: ChainText::new(event),
            actor: ChainText::new("operator"),
            origin: ChainText::new(origin),
            subject: ChainText::default(),
            before: ChainText::new(before),
            after: ChainText::new(after),
            personal_digest: ChainText::default(),
            previous_hash: Digest::default(),
            hash: Digest::default(),
        };
        let calendar = Calendar::new(Locale::En, "Europe/Amsterdam", Timestamp::from_millis(1_795_439_640_000));
        Wording::of(&entry, None, &calendar)
    }

    #[test]
    fn known_entry_reads_in_words() {
        let known = wording("account_suspended", "command_line", r#"{"suspended":false}"#, r#"{"suspended":true}"#);
        assert_eq!((known.what.as_str(), known.origin.as_str()), ("The account was suspended", "at the command line"));
        let change = &known.changes[0];
        assert_eq!((change.before.as_deref(), change.after.as_deref()), (Some("no"), Some("yes")));
    }

    #[test]
    fn unknown_code_shows_itself() {
        let unknown = wording("parcel_opened", "telephone", "null", r#"{"state":"open"}"#);
        let shown = Wording { what: "parcel_opened".into(), origin: "telephone".into(), changes: Vec::new() };
        assert_eq!(unknown, shown);
    }

    #[test]
    fn unreadable_values_are_not_shown() {
        for after in ["", "{", "[]", "7", r#"{"suspended":"sometimes"}"#] {
            let altered = wording("account_suspended", "page", r#"{"suspended":false}"#, after);
            assert_eq!((altered.what.as_str(), altered.changes), ("The account was suspended", Vec::new()), "{after}");
        }
    }
}
