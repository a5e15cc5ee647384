//! Stored form of every event, in [`stored`], and tolerance in reading.

mod stored;

use super::*;
use crate::calendar::read_instant;
use esecure::{DomainName, Timestamp, policy::DomainList, request::StateKind};

fn instant(text: &str) -> Timestamp {
    read_instant(text).unwrap()
}

fn outcome(state: StateKind) -> Change<RequestState, RequestOutcome> {
    Change::new(RequestState { state: StateKind::Open }, RequestOutcome { state, reason: None, until: None })
}

/// Checks that a side without values is read for every event, whatever this version writes there.
#[test]
fn sides_without_values_are_read() {
    for code in EventCode::ALL {
        for side in ["null", "{}"] {
            let event = JournalEvent::read(code.code(), side, side).unwrap();
            assert_eq!((event.code(), event.changes()), (code, Vec::new()));
            assert_eq!(event.stored(), ("null".to_owned(), "null".to_owned()));
        }
    }
}

#[test]
fn values_of_earlier_and_later_versions_are_read() {
    let read = |code, before, after| JournalEvent::read(code, before, after).unwrap();
    // Before switches could be scheduled.
    assert_eq!(
        read("enforcement_switched", r#"{"enforced":false}"#, r#"{"enforced":true,"open_requests":null}"#),
        JournalEvent::EnforcementSwitched(Change::new(
            EnforcementState { enforced: false, scheduled_for: None },
            SwitchedEnforcement::On { set_by: None },
        )),
    );
    // With a key that this version does not know.
    assert_eq!(
        read("account_suspended", r#"{"suspended":false}"#, r#"{"later":[1],"suspended":true}"#),
        JournalEvent::AccountSuspended(Change::new(Suspension { suspended: false }, Suspension { suspended: true })),
    );
    assert_eq!(read("email_changed", "null", r#"{"later":true}"#).stored(), ("null".to_owned(), "null".to_owned()),);
}

#[test]
fn unknown_codes_and_values_are_refused() {
    for (code, after) in [
        ("parcel_opened", "null"),
        ("account_suspended", ""),
        ("account_suspended", r#"{"suspended":1}"#),
        ("standing_changed", r#"{"standing":"doubted"}"#),
        ("standing_changed", r#"{"standing":"approved","until":"soon"}"#),
        ("domain_added", r#"{"covers_own_address":false,"domain":"_","list":"may_ask","with_subdomains":true}"#),
        ("enforcement_switched", r#"{"enforced":false}"#),
    ] {
        assert!(JournalEvent::read(code, "null", after).is_err(), "{code} {after}");
    }
}

#[test]
fn fields_are_listed_in_display_order() {
    let mut change = outcome(StateKind::Approved);
    change.after.as_mut().unwrap().until = Some(instant("2026-12-31T23:00:00Z"));
    let fields = |event: JournalEvent| event.changes().into_iter().map(|change| change.field).collect::<Vec<_>>();
    assert_eq!(fields(JournalEvent::RequestApproved(change)), [Field::Until, Field::State]);
    let entry = ListEntry {
        list: DomainList::Authorised,
        domain: DomainName::from_canonical("acme.test"),
        with_subdomains: false,
    };
    let after = |covers_own_address| NewListEntry { entry: entry.clone(), covers_own_address };
    assert_eq!(
        fields(JournalEvent::DomainAdded(Change::added(after(true)))),
        [Field::List, Field::Domain, Field::WithSubdomains, Field::CoversOwnAddress],
    );
    assert_eq!(
        fields(JournalEvent::DomainAdded(Change::added(after(false)))),
        [Field::List, Field::Domain, Field::WithSubdomains],
    );
}
