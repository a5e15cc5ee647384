//! Labels of the journal's codes in both languages.

use super::{ActorCode, EventCode, EventGroup, Field, Origin};
use app::pages::enforcement::dto::OpenRequests;
use esecure::{
    Locale,
    policy::{DomainList, StandingKind},
    request::{ReasonCode, StateKind},
    upload::JudgementKind,
};
use i18n::journal as t;

/// Returns the title of a group of events.
pub(super) fn group(group: EventGroup, locale: Locale) -> &'static str {
    match group {
        EventGroup::Requests => t::kinds::requests(locale),
        EventGroup::Addresses => t::kinds::addresses(locale),
        EventGroup::Domains => t::kinds::domains(locale),
        EventGroup::Uploads => t::kinds::uploads(locale),
        EventGroup::Administrators => t::kinds::administrators(locale),
        EventGroup::Profiles => t::kinds::profiles(locale),
        EventGroup::Account => t::kinds::account(locale),
    }
}

/// Returns the sentence for an event.
pub(super) fn event(event: EventCode, locale: Locale) -> &'static str {
    match event {
        EventCode::RequestOpened => t::event::request_opened(locale),
        EventCode::RequestApproved => t::event::request_approved(locale),
        EventCode::RequestRejected => t::event::request_rejected(locale),
        EventCode::RequestWithdrawn => t::event::request_withdrawn(locale),
        EventCode::RequestExpired => t::event::request_expired(locale),
        EventCode::RequestClosed => t::event::request_closed(locale),
        EventCode::RequestReopened => t::event::request_reopened(locale),
        EventCode::StandingChanged => t::event::standing_changed(locale),
        EventCode::OwnAddressApproved => t::event::own_address_approved(locale),
        EventCode::ShipperAnnounced => t::event::shipper_announced(locale),
        EventCode::AnnouncementMoved => t::event::announcement_moved(locale),
        EventCode::AnnouncementWithdrawn => t::event::announcement_withdrawn(locale),
        EventCode::DomainAdded => t::event::domain_added(locale),
        EventCode::DomainChanged => t::event::domain_changed(locale),
        EventCode::DomainRemoved => t::event::domain_removed(locale),
        EventCode::UploadCommitted => t::event::upload_committed(locale),
        EventCode::UploadUndone => t::event::upload_undone(locale),
        EventCode::AdministratorAdded => t::event::administrator_added(locale),
        EventCode::AdministratorInvitedAgain => t::event::administrator_invited_again(locale),
        EventCode::AdministratorRemoved => t::event::administrator_removed(locale),
        EventCode::TermsAccepted => t::event::terms_accepted(locale),
        EventCode::ContactConsentChanged => t::event::contact_consent_changed(locale),
        EventCode::ApprovingChanged => t::event::approving_changed(locale),
        EventCode::EmailChanged => t::event::email_changed(locale),
        EventCode::AccountActivated => t::event::account_activated(locale),
        EventCode::AccountSuspended => t::event::account_suspended(locale),
        EventCode::AccountResumed => t::event::account_resumed(locale),
        EventCode::EnforcementSwitched => t::event::enforcement_switched(locale),
        EventCode::EnforcementScheduled => t::event::enforcement_scheduled(locale),
        EventCode::EnforcementUnscheduled => t::event::enforcement_unscheduled(locale),
        EventCode::PersonErased => t::event::person_erased(locale),
    }
}

/// Returns the label of an origin.
pub(super) fn origin(origin: Origin, locale: Locale) -> &'static str {
    match origin {
        Origin::Page => t::origin::page(locale),
        Origin::Mail => t::origin::mail(locale),
        Origin::List => t::origin::list(locale),
        Origin::Upload => t::origin::upload(locale),
        Origin::UploadUndone => t::origin::upload_undone(locale),
        Origin::Domain => t::origin::domain(locale),
        Origin::Announcement => t::origin::announcement(locale),
        Origin::Api => t::origin::api(locale),
        Origin::CommandLine => t::origin::command_line(locale),
        Origin::StatusPage => t::origin::status_page(locale),
        Origin::Schedule => t::origin::schedule(locale),
    }
}

/// Returns the label of an actor that is not a person.
pub(super) fn actor(actor: &ActorCode<'_>, locale: Locale) -> Option<String> {
    match actor {
        ActorCode::Person(_) => None,
        ActorCode::Application(name) => Some(t::application(locale, name)),
        ActorCode::Operator => Some(t::operator(locale).to_owned()),
        ActorCode::System => Some(t::system(locale).to_owned()),
        ActorCode::Requester => Some(t::requester(locale).to_owned()),
    }
}

/// Returns the label of a field.
pub(super) fn field(field: Field, locale: Locale) -> &'static str {
    match field {
        Field::Standing => t::field::standing(locale),
        Field::Until => t::field::until(locale),
        Field::State => t::field::state(locale),
        Field::Reason => t::field::reason(locale),
        Field::Number => t::field::number(locale),
        Field::Mailed => t::field::mailed(locale),
        Field::RequesterMailed => t::field::requester_mailed(locale),
        Field::List => t::field::list(locale),
        Field::Domain => t::field::domain(locale),
        Field::WithSubdomains => t::field::with_subdomains(locale),
        Field::CoversOwnAddress => t::field::covers_own_address(locale),
        Field::Suspended => t::field::suspended(locale),
        Field::Enforced => t::field::enforced(locale),
        Field::ScheduledFor => t::field::scheduled_for(locale),
        Field::UndecidedMailed => t::field::undecided_mailed(locale),
        Field::OpenRequests => t::field::open_requests(locale),
        Field::Company => t::field::company(locale),
        Field::TimeZone => t::field::time_zone(locale),
        Field::Version => t::field::version(locale),
        Field::ShareContact => t::field::share_contact(locale),
        Field::DecidesByMail => t::field::decides_by_mail(locale),
        Field::Approved => t::field::approved(locale),
        Field::LeftOut => t::field::left_out(locale),
        Field::Entries => t::field::entries(locale),
        Field::Email => t::field::email(locale),
        Field::Note => t::field::note(locale),
        Field::ReasonWords => t::field::reason_words(locale),
        Field::File => t::field::file(locale),
    }
}

/// Returns the label of a standing.
pub(super) fn standing(standing: StandingKind, locale: Locale) -> &'static str {
    match standing {
        StandingKind::Undecided => t::value::undecided(locale),
        StandingKind::Approved => t::value::approved(locale),
        StandingKind::Rejected => t::value::rejected(locale),
    }
}

/// Returns the label of a request's state.
pub(super) fn state(state: StateKind, locale: Locale) -> &'static str {
    match state {
        StateKind::Open => t::value::open(locale),
        StateKind::Approved => t::value::approved(locale),
        StateKind::Rejected => t::value::rejected(locale),
        StateKind::Withdrawn => t::value::withdrawn(locale),
        StateKind::Expired => t::value::expired(locale),
        StateKind::Closed => t::value::closed(locale),
    }
}

/// Returns the label of a reason.
pub(super) fn reason(reason: ReasonCode, locale: Locale) -> &'static str {
    match reason {
        ReasonCode::Unknown => t::value::unknown(locale),
        ReasonCode::OwnAccount => t::value::own_account(locale),
        ReasonCode::AskContact => t::value::ask_contact(locale),
        ReasonCode::Other => t::value::another(locale),
    }
}

/// Returns the label of a domain list.
pub(super) fn list(list: DomainList, locale: Locale) -> &'static str {
    match list {
        DomainList::Authorised => t::value::authorised(locale),
        DomainList::MayAsk => t::value::may_ask(locale),
    }
}

/// Returns the label of the choice about open requests.
pub(super) fn open_requests(open: OpenRequests, locale: Locale) -> &'static str {
    match open {
        OpenRequests::Keep => t::value::keep(locale),
        OpenRequests::Close => t::value::close(locale),
    }
}

/// Returns the label of a judgement for which an upload leaves rows out.
pub(super) fn left_out(judgement: JudgementKind, locale: Locale) -> Option<&'static str> {
    match judgement {
        JudgementKind::Invalid => Some(t::value::invalid(locale)),
        JudgementKind::Duplicate => Some(t::value::duplicate(locale)),
        JudgementKind::PreviouslyRejected => Some(t::value::previously_rejected(locale)),
        JudgementKind::AlreadyApproved => Some(t::value::already_approved(locale)),
        JudgementKind::CoveredByDomain => Some(t::value::covered_by_domain(locale)),
        JudgementKind::Doubtful => Some(t::value::doubtful(locale)),
        JudgementKind::New => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_event_has_a_sentence_and_one_group() {
        for locale in [Locale::En, Locale::Nl] {
            let sentences: HashSet<_> = EventCode::ALL.into_iter().map(|code| event(code, locale)).collect();
            assert_eq!(sentences.len(), EventCode::ALL.len());
            assert!(
                EventCode::ALL
                    .into_iter()
                    .all(|code| event(code, locale).len() > 3 && event(code, locale) != code.code())
            );
            assert!(
                Origin::ALL
                    .into_iter()
                    .all(|code| !origin(code, locale).is_empty() && origin(code, locale) != code.code())
            );
            assert!(EventGroup::ALL.into_iter().all(|code| !group(code, locale).is_empty()));
        }
        for code in EventCode::ALL {
            let groups = EventGroup::ALL.into_iter().filter(|group| group.events().any(|event| event == code));
            assert_eq!(groups.collect::<Vec<_>>(), [code.group()]);
        }
    }

    /// Checks that codes are unique, also between groups and events.
    #[test]
    fn codes_are_told_apart() {
        let mut codes = HashSet::new();
        let events = EventCode::ALL.into_iter().map(EventCode::code);
        assert!(events.chain(EventGroup::ALL.into_iter().map(EventGroup::code)).all(|code| codes.insert(code)));
        assert_eq!(EventCode::filtered_by("requests").len(), 7);
        assert_eq!(EventCode::filtered_by("domain_added"), [EventCode::DomainAdded]);
        assert!(EventCode::filtered_by("nothing").is_empty());
    }
}
