//! History of an address: its requests and decisions from the journal, its uses, and the ends of its approvals, which
//! the journal does not record.

use crate::{
    calendar::Calendar,
    services::journal::{AddressEntry, Field, FieldValue, JournalEvent, Origin},
    store::entity::account_user,
};
use app::pages::{
    journal::dto::JournalWho,
    users::{
        dto::UserRow,
        standing_dto::{HistoryItem, HistoryKind},
    },
};
use esecure::{Locale, Timestamp, policy::StandingKind, request::StateKind};
use i18n::{common::standing, journal, user as t};

/// Largest number of events on the page; the journal lists them all.
pub(super) const SHOWN: usize = 20;

/// Builds the history, newest first. The entries are newest first, too.
pub(super) fn history(
    entries: Vec<AddressEntry>,
    stored: &account_user::Model,
    row: &UserRow,
    calendar: &Calendar,
    now: Timestamp,
) -> Vec<HistoryItem> {
    let locale = calendar.locale;
    let mut items = Vec::new();
    if let Some(end) = stored.valid_until.filter(|end| stored.standing == StandingKind::Approved && *end > now) {
        items.push((end, end_item(HistoryKind::Ends, end, calendar)));
    }
    if let Some(when) = row.last_use.clone().filter(|_| row.uses > 0) {
        let text = match row.applications.join(", ") {
            none if none.is_empty() => t::in_13_months(locale).to_owned(),
            applications => t::used_text(locale, applications),
        };
        let title = t::used(locale, row.uses);
        items.push((stored.last_use, HistoryItem { kind: HistoryKind::Used, title, text, when, entry: None }));
    }
    // Time of the next decision, and the standing that the entry after this one recorded at the same time.
    let (mut followed, mut after) = (now, None);
    for entry in entries {
        let decision = Decision::of(&entry);
        let listed = matches!(entry.event, Some(JournalEvent::StandingChanged(_)));
        let recorded = decision.as_ref().map(|decision| (entry.at, decision.standing));
        // A decision on the list also closes the open request; that entry says the same.
        if !listed && recorded.is_some() && recorded == after {
            continue;
        }
        after = recorded.filter(|_| listed);
        if let Some(decision) = &decision {
            let lapsed = decision.until.filter(|end| *end <= followed);
            items.extend(lapsed.map(|end| (end, end_item(HistoryKind::Ended, end, calendar))));
        }
        if decision.is_some() || matches!(entry.event, Some(JournalEvent::RequestReopened(_))) {
            followed = entry.at;
        }
        items.push((entry.at, item(entry, decision.as_ref(), calendar)));
    }
    items.sort_by(|(one, _), (other, _)| other.cmp(one));
    items.into_iter().take(SHOWN).map(|(_, item)| item).collect()
}

/// Standing that an entry recorded.
struct Decision {
    standing: StandingKind,
    /// Standing before, if that was still in force.
    before: Option<StandingKind>,
    until: Option<Timestamp>,
    until_before: Option<Timestamp>,
}

impl Decision {
    /// Reads the decision of an entry; `None` if the entry decided nothing about the address.
    fn of(entry: &AddressEntry) -> Option<Self> {
        let event = entry.event.as_ref()?;
        let mut decision = Self { standing: StandingKind::Undecided, before: None, until: None, until_before: None };
        for change in event.changes() {
            match (change.field, change.before, change.after) {
                (Field::Standing, before, Some(FieldValue::Standing(after))) => {
                    decision.standing = after;
                    decision.before = match before {
                        Some(FieldValue::Standing(before)) => Some(before),
                        _ => None,
                    };
                }
                (Field::State, _, Some(FieldValue::State(StateKind::Approved))) => {
                    decision.standing = StandingKind::Approved;
                }
                (Field::State, _, Some(FieldValue::State(StateKind::Rejected))) => {
                    decision.standing = StandingKind::Rejected;
                }
                (Field::Until, before, after) => {
                    (decision.until_before, decision.until) = (instant(before), instant(after));
                }
                _ => {}
            }
        }
        let lapsed = decision.until_before.is_some_and(|end| end <= entry.at);
        decision.before = decision.before.filter(|_| !lapsed);
        match event {
            JournalEvent::StandingChanged(_) | JournalEvent::OwnAddressApproved(_) => Some(decision),
            // A new domain closes the request and leaves the address undecided.
            JournalEvent::RequestApproved(_) | JournalEvent::RequestRejected(_) => {
                (entry.origin != Some(Origin::Domain)).then_some(decision)
            }
            _ => None,
        }
    }

    fn title(&self, calendar: &Calendar) -> (HistoryKind, String) {
        use StandingKind::{Approved, Rejected, Undecided};
        let locale = calendar.locale;
        let until = self.until.map(|end| calendar.last_day(end));
        let (kind, title) = match (self.before, self.standing, until) {
            (Some(Approved), Approved, Some(day)) if self.until != self.until_before => {
                return (HistoryKind::Changed, t::end_moved(locale, day));
            }
            (Some(Approved), Approved, None) if self.until_before.is_some() => {
                (HistoryKind::Changed, t::end_removed(locale))
            }
            (Some(Approved), Approved, _) => (HistoryKind::Changed, t::approved_again(locale)),
            (_, Approved, Some(day)) => return (HistoryKind::Approved, t::approved_until(locale, day)),
            (_, Approved, None) => (HistoryKind::Approved, standing::approved(locale)),
            (Some(Approved), Rejected, _) => (HistoryKind::Rejected, t::revoked(locale)),
            (_, Rejected, _) => (HistoryKind::Rejected, standing::rejected(locale)),
            (_, Undecided, _) => (HistoryKind::Changed, t::cleared(locale)),
        };
        (kind, title.to_owned())
    }
}

fn instant(value: Option<FieldValue>) -> Option<Timestamp> {
    match value {
        Some(FieldValue::Until(at)) => Some(at),
        _ => None,
    }
}

/// Words one entry.
fn item(entry: AddressEntry, decision: Option<&Decision>, calendar: &Calendar) -> HistoryItem {
    let locale = calendar.locale;
    let plain = |title: &str| (HistoryKind::Changed, title.to_owned());
    let (kind, title) = match (&entry.event, decision) {
        (Some(JournalEvent::OwnAddressApproved(_)), _) => (HistoryKind::Approved, t::own_approved(locale).to_owned()),
        (_, Some(decision)) => decision.title(calendar),
        (Some(JournalEvent::RequestOpened(_)), _) => (HistoryKind::Asked, t::asked(locale).to_owned()),
        (Some(JournalEvent::RequestApproved(_)), _) => (HistoryKind::Approved, standing::domain(locale).to_owned()),
        (Some(JournalEvent::RequestWithdrawn(_)), _) => plain(t::withdrawn(locale)),
        (Some(JournalEvent::RequestExpired(_)), _) => plain(t::expired(locale)),
        (Some(JournalEvent::RequestClosed(_)), _) => plain(t::closed(locale)),
        (Some(JournalEvent::RequestReopened(_)), _) => plain(t::reopened(locale)),
        _ => plain(&entry.entry.what),
    };
    let text = text(&entry, locale);
    HistoryItem { kind, title, text, when: entry.entry.when, entry: Some(entry.entry.number) }
}

/// Names the author and the way, with reason and note.
fn text(entry: &AddressEntry, locale: Locale) -> String {
    let who = match &entry.entry.who {
        JournalWho::Person { name, .. } => name.as_str(),
        JournalWho::Other(other) => other,
        JournalWho::Erased => journal::erased(locale),
    };
    if let Some(event @ JournalEvent::RequestOpened(_)) = &entry.event {
        let (mut number, mut mailed) = (0, 0);
        for change in event.changes() {
            match (change.field, change.after) {
                (Field::Number, Some(FieldValue::Number(value))) => number = value,
                (Field::Mailed, Some(FieldValue::Number(value))) => mailed = u64::try_from(value).unwrap_or(0),
                _ => {}
            }
        }
        return t::AskedText { n: mailed, number, who }.text(locale);
    }
    let shown = [journal::field::reason(locale), journal::field::reason_words(locale), journal::field::note(locale)];
    let details = entry.entry.changes.iter().filter(|change| shown.contains(&change.field.as_str()));
    let details = details.filter_map(|change| {
        let after = change.after.as_ref()?;
        Some(journal::OnlyAfter { after, field: &change.field }.text(locale))
    });
    std::iter::once(format!("{who}, {}", entry.entry.origin)).chain(details).collect::<Vec<_>>().join(" · ")
}

/// Item for the end of an approval.
fn end_item(kind: HistoryKind, end: Timestamp, calendar: &Calendar) -> HistoryItem {
    let locale = calendar.locale;
    let title = if kind == HistoryKind::Ends { t::ends(locale) } else { t::lapsed(locale) };
    let when = calendar.on(end.just_before());
    HistoryItem { kind, title: title.to_owned(), text: String::new(), when, entry: None }
}
