//! Stored texts of every event. The hash chain covers them, so they must never change.

use super::*;
use crate::store::columns::{Digest, RequestNumber};
use app::pages::enforcement::dto::OpenRequests;
use esecure::{SingleLine, Standing, id::ProfileId, policy::StandingKind, request::ReasonCode, upload::JudgementKind};

/// Identifier of `ProfileId::from_bytes([7; 16])`.
const PROFILE: &str = "pro_070w3ge1r70w3ge1r70w3ge1r7";

fn profile() -> ProfileId {
    ProfileId::from_bytes([7; 16])
}

/// Checks that an event is stored as these texts, and reads back from them.
#[track_caller]
fn assert_stored(event: &JournalEvent, code: &str, before: &str, after: &str) {
    assert_eq!(event.code().code(), code);
    assert_eq!(event.stored(), (before.to_owned(), after.to_owned()), "{code}");
    assert_eq!(JournalEvent::read(code, before, after).unwrap(), *event, "{code}");
}

#[track_caller]
fn assert_all_stored<const N: usize>(events: [(JournalEvent, &str, &str, &str); N]) {
    for (event, code, before, after) in events {
        assert_stored(&event, code, before, after);
    }
}

#[test]
fn opened_request_keeps_its_stored_form() {
    let opened = |requester_mailed| OpenedRequest {
        number: RequestNumber::new(1001),
        state: StateKind::Open,
        mailed: 2,
        requester_mailed,
    };
    assert_all_stored([
        (
            JournalEvent::RequestOpened(Change::added(opened(Some(true)))),
            "request_opened",
            "null",
            r#"{"mailed":2,"number":1001,"requester_mailed":true,"state":"open"}"#,
        ),
        // Without the key that the first version did not write.
        (
            JournalEvent::RequestOpened(Change::added(opened(None))),
            "request_opened",
            "null",
            r#"{"mailed":2,"number":1001,"state":"open"}"#,
        ),
    ]);
}

#[test]
fn announcements_keep_their_stored_form() {
    let until = instant("2026-12-31T23:00:00Z");
    let announced = |domain| JournalEvent::ShipperAnnounced(Change::added(AnnouncedShipper { domain, until }));
    let (end, later) = (AnnouncementEnd { until }, AnnouncementEnd { until: instant("2027-01-15T23:00:00Z") });
    assert_all_stored([
        (announced(None), "shipper_announced", "null", r#"{"until":"2026-12-31T23:00:00Z"}"#),
        (
            announced(Some(esecure::DomainName::from_canonical("acme.test"))),
            "shipper_announced",
            "null",
            r#"{"domain":"acme.test","until":"2026-12-31T23:00:00Z"}"#,
        ),
        (
            JournalEvent::AnnouncementMoved(Change::new(end.clone(), later)),
            "announcement_moved",
            r#"{"until":"2026-12-31T23:00:00Z"}"#,
            r#"{"until":"2027-01-15T23:00:00Z"}"#,
        ),
        (
            JournalEvent::AnnouncementWithdrawn(Change::removed(end)),
            "announcement_withdrawn",
            r#"{"until":"2026-12-31T23:00:00Z"}"#,
            "null",
        ),
    ]);
}

#[test]
fn request_outcomes_keep_their_stored_form() {
    let mut approved = outcome(StateKind::Approved);
    approved.after.as_mut().unwrap().until = Some(instant("2026-12-31T23:00:00Z"));
    let mut rejected = outcome(StateKind::Rejected);
    rejected.after.as_mut().unwrap().reason = Some(ReasonCode::OwnAccount);
    let reopened = Change::new(
        RequestState { state: StateKind::Approved },
        RequestOutcome { state: StateKind::Open, reason: None, until: None },
    );
    let open = r#"{"state":"open"}"#;
    assert_all_stored([
        (
            JournalEvent::RequestApproved(outcome(StateKind::Approved)),
            "request_approved",
            open,
            r#"{"reason":null,"state":"approved"}"#,
        ),
        (
            JournalEvent::RequestApproved(approved),
            "request_approved",
            open,
            r#"{"reason":null,"state":"approved","until":"2026-12-31T23:00:00Z"}"#,
        ),
        (
            JournalEvent::RequestRejected(rejected),
            "request_rejected",
            open,
            r#"{"reason":"own_account","state":"rejected"}"#,
        ),
        (
            JournalEvent::RequestWithdrawn(outcome(StateKind::Withdrawn)),
            "request_withdrawn",
            open,
            r#"{"reason":null,"state":"withdrawn"}"#,
        ),
        (
            JournalEvent::RequestExpired(outcome(StateKind::Expired)),
            "request_expired",
            open,
            r#"{"reason":null,"state":"expired"}"#,
        ),
        (
            JournalEvent::RequestClosed(outcome(StateKind::Closed)),
            "request_closed",
            open,
            r#"{"reason":null,"state":"closed"}"#,
        ),
        (
            JournalEvent::RequestReopened(reopened),
            "request_reopened",
            r#"{"state":"approved"}"#,
            r#"{"reason":null,"state":"open"}"#,
        ),
    ]);
}

#[test]
fn address_domain_and_upload_events_keep_their_stored_form() {
    let until = Some(instant("2026-12-31T23:00:00.5Z"));
    let entry = |with_subdomains| ListEntry {
        list: DomainList::MayAsk,
        domain: DomainName::from_canonical("xn--mnchen-3ya.example"),
        with_subdomains,
    };
    let after = || NewListEntry { entry: entry(true), covers_own_address: false };
    let committed = CommittedUpload {
        approved: 12,
        left_out: vec![(JudgementKind::Invalid, 3), (JudgementKind::CoveredByDomain, 1)],
        digest: Digest::new("00ff"),
    };
    let undecided = || StandingValues::from(StandingKind::Undecided);
    let listed = r#"{"domain":"xn--mnchen-3ya.example","list":"may_ask","with_subdomains":false}"#;
    let added =
        r#"{"covers_own_address":false,"domain":"xn--mnchen-3ya.example","list":"may_ask","with_subdomains":true}"#;
    assert_all_stored([
        (
            JournalEvent::StandingChanged(Change::new(undecided(), Standing::Approved { until }.into())),
            "standing_changed",
            r#"{"standing":"undecided"}"#,
            r#"{"standing":"approved","until":"2026-12-31T23:00:00.5Z"}"#,
        ),
        (
            JournalEvent::StandingChanged(Change::new(
                Standing::Approved { until: None }.into(),
                Standing::Rejected.into(),
            )),
            "standing_changed",
            r#"{"standing":"approved"}"#,
            r#"{"standing":"rejected"}"#,
        ),
        (
            JournalEvent::OwnAddressApproved(Change::new(undecided(), StandingKind::Approved.into())),
            "own_address_approved",
            r#"{"standing":"undecided"}"#,
            r#"{"standing":"approved"}"#,
        ),
        (JournalEvent::DomainAdded(Change::added(after())), "domain_added", "null", added),
        (JournalEvent::DomainChanged(Change::new(entry(false), after())), "domain_changed", listed, added),
        (JournalEvent::DomainRemoved(Change::removed(entry(false))), "domain_removed", listed, "null"),
        (
            JournalEvent::UploadCommitted(Change::added(committed)),
            "upload_committed",
            "null",
            r#"{"approved":12,"digest":"00ff","left_out":[["invalid",3],["covered_by_domain",1]]}"#,
        ),
        (
            JournalEvent::UploadUndone(Change::new(ApprovedCount { approved: 12 }, ApprovedCount { approved: 0 })),
            "upload_undone",
            r#"{"approved":12}"#,
            r#"{"approved":0}"#,
        ),
    ]);
}

#[test]
fn administrator_and_profile_events_keep_their_stored_form() {
    let holder = format!(r#"{{"profile":"{PROFILE}"}}"#);
    let seat = || SeatHolder { profile: profile() };
    let shares = |share_contact| ContactConsent { share_contact };
    let decides = |decides_by_mail| MailDecisions { decides_by_mail };
    assert_all_stored([
        (JournalEvent::AdministratorAdded(Change::added(seat())), "administrator_added", "null", &holder),
        (JournalEvent::AdministratorInvitedAgain(Change::none()), "administrator_invited_again", "null", "null"),
        (JournalEvent::AdministratorRemoved(Change::removed(seat())), "administrator_removed", &holder, "null"),
        (
            JournalEvent::TermsAccepted(Change::added(AcceptedTerms { version: 3 })),
            "terms_accepted",
            "null",
            r#"{"version":3}"#,
        ),
        (
            JournalEvent::ContactConsentChanged(Change::new(shares(false), shares(true))),
            "contact_consent_changed",
            r#"{"share_contact":false}"#,
            r#"{"share_contact":true}"#,
        ),
        (
            JournalEvent::ApprovingChanged(Change::new(decides(true), decides(false))),
            "approving_changed",
            r#"{"decides_by_mail":true}"#,
            r#"{"decides_by_mail":false}"#,
        ),
        (JournalEvent::EmailChanged(Change::none()), "email_changed", "null", "null"),
    ]);
}

#[test]
fn account_events_keep_their_stored_form() {
    let activated = ActivatedAccount {
        company: SingleLine::clean("Voorbeeld B.V.").unwrap(),
        time_zone: "Europe/Amsterdam".to_owned(),
        enforced: false,
    };
    let suspended = |suspended| Suspension { suspended };
    assert_all_stored([
        (
            JournalEvent::AccountActivated(Change::added(activated)),
            "account_activated",
            "null",
            r#"{"company":"Voorbeeld B.V.","enforced":false,"time_zone":"Europe/Amsterdam"}"#,
        ),
        (
            JournalEvent::AccountSuspended(Change::new(suspended(false), suspended(true))),
            "account_suspended",
            r#"{"suspended":false}"#,
            r#"{"suspended":true}"#,
        ),
        (
            JournalEvent::AccountResumed(Change::new(suspended(true), suspended(false))),
            "account_resumed",
            r#"{"suspended":true}"#,
            r#"{"suspended":false}"#,
        ),
        (
            JournalEvent::PersonErased(Change::added(ErasedEntries { entries: 5 })),
            "person_erased",
            "null",
            r#"{"entries":5}"#,
        ),
    ]);
}

#[test]
fn enforcement_events_keep_their_stored_form() {
    let at = instant("2027-01-04T07:00:00Z");
    let was = |enforced, scheduled_for| EnforcementState { enforced, scheduled_for };
    let schedule = |scheduled_for| Schedule { scheduled_for };
    let switched = |before, after| JournalEvent::EnforcementSwitched(Change::new(before, after));
    let planned = r#"{"scheduled_for":"2027-01-04T07:00:00Z"}"#;
    let by_plan = format!(r#"{{"enforced":true,"set_by":"{PROFILE}"}}"#);
    assert_all_stored([
        (
            switched(was(false, None), SwitchedEnforcement::On { set_by: None }),
            "enforcement_switched",
            r#"{"enforced":false,"scheduled_for":null}"#,
            r#"{"enforced":true,"set_by":null}"#,
        ),
        (
            switched(was(false, Some(at)), SwitchedEnforcement::On { set_by: Some(profile()) }),
            "enforcement_switched",
            r#"{"enforced":false,"scheduled_for":"2027-01-04T07:00:00Z"}"#,
            &by_plan,
        ),
        (
            switched(was(true, None), SwitchedEnforcement::Off { open_requests: OpenRequests::Close }),
            "enforcement_switched",
            r#"{"enforced":true,"scheduled_for":null}"#,
            r#"{"enforced":false,"open_requests":"close"}"#,
        ),
        (
            JournalEvent::EnforcementScheduled(Change::new(
                schedule(None),
                NewSchedule { scheduled_for: at, undecided_mailed: true },
            )),
            "enforcement_scheduled",
            r#"{"scheduled_for":null}"#,
            r#"{"scheduled_for":"2027-01-04T07:00:00Z","undecided_mailed":true}"#,
        ),
        (
            JournalEvent::EnforcementUnscheduled(Change::new(schedule(Some(at)), schedule(None))),
            "enforcement_unscheduled",
            planned,
            r#"{"scheduled_for":null}"#,
        ),
    ]);
}
