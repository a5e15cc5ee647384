//! Events of the journal. An entry stores an event as its code and two JSON texts: the values before and after it. Their
//! spelling is permanent, because the hash chain covers it.

mod field;
mod shown;
mod stored_text;
#[cfg(test)]
mod tests;
mod values;

pub use field::{Field, FieldChange, FieldValue};
pub use values::{
    AcceptedTerms, ActivatedAccount, AnnouncedShipper, AnnouncementEnd, ApprovedCount, CommittedUpload, ContactConsent,
    EnforcementState, ErasedEntries, ListEntry, MailDecisions, NewListEntry, NewSchedule, Nothing, OpenedRequest,
    RequestOutcome, RequestState, Schedule, SeatHolder, StandingValues, Suspension, SwitchedEnforcement,
};

use esecure::{codes, policy::StandingKind};
use field::{Values, compare};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, Error as _},
};
use serde_json::{Value, json};

/// Values before and after an event. A side without values is stored as `null`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "B: DeserializeOwned, A: DeserializeOwned"))]
pub struct Change<B, A> {
    #[serde(deserialize_with = "side")]
    before: Option<B>,
    #[serde(deserialize_with = "side")]
    after: Option<A>,
}

impl<B, A> Change<B, A> {
    pub const fn new(before: B, after: A) -> Self {
        Self { before: Some(before), after: Some(after) }
    }
}

impl<A> Change<Nothing, A> {
    /// Creates the change of an addition.
    pub const fn added(after: A) -> Self {
        Self { before: None, after: Some(after) }
    }
}

impl<B> Change<B, Nothing> {
    /// Creates the change of a removal.
    pub const fn removed(before: B) -> Self {
        Self { before: Some(before), after: None }
    }
}

impl Change<Nothing, Nothing> {
    /// Creates a change without values.
    pub const fn none() -> Self {
        Self { before: None, after: None }
    }
}

/// Reads one side of a change. `null` and `{}` are a side without values, whatever values this version writes there.
fn side<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        Value::Object(fields) if fields.is_empty() => Ok(None),
        values => serde_json::from_value(values).map(Some).map_err(D::Error::custom),
    }
}

/// Defines the events: the variant with its data, its code, and the exhaustive matches over both.
macro_rules! events {
    ($($name:ident = $code:literal: $before:ty => $after:ty;)*) => {
        /// Event with its data. The address and other personal data are stored apart from it, see
        /// [`PersonalFields`](super::PersonalFields).
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "event")]
        pub enum JournalEvent {
            $(#[serde(rename = $code)] $name(Change<$before, $after>),)*
        }

        /// Event without its data. Events of one group stand together, in the order in which the page lists them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum EventCode {
            $($name,)*
        }

        codes!(EventCode { $($name = $code),* });

        impl JournalEvent {
            pub const fn code(&self) -> EventCode {
                match self {
                    $(Self::$name(_) => EventCode::$name,)*
                }
            }

            /// Lists the changed fields in display order.
            pub fn changes(&self) -> Vec<FieldChange> {
                match self {
                    $(Self::$name(change) => change.fields(),)*
                }
            }
        }
    };
}

events! {
    RequestOpened = "request_opened": Nothing => OpenedRequest;
    RequestApproved = "request_approved": RequestState => RequestOutcome;
    RequestRejected = "request_rejected": RequestState => RequestOutcome;
    RequestWithdrawn = "request_withdrawn": RequestState => RequestOutcome;
    RequestExpired = "request_expired": RequestState => RequestOutcome;
    RequestClosed = "request_closed": RequestState => RequestOutcome;
    RequestReopened = "request_reopened": RequestState => RequestOutcome;
    StandingChanged = "standing_changed": StandingValues => StandingValues;
    OwnAddressApproved = "own_address_approved": StandingValues => StandingValues;
    ShipperAnnounced = "shipper_announced": Nothing => AnnouncedShipper;
    AnnouncementMoved = "announcement_moved": AnnouncementEnd => AnnouncementEnd;
    AnnouncementWithdrawn = "announcement_withdrawn": AnnouncementEnd => Nothing;
    DomainAdded = "domain_added": Nothing => NewListEntry;
    DomainChanged = "domain_changed": ListEntry => NewListEntry;
    DomainRemoved = "domain_removed": ListEntry => Nothing;
    UploadCommitted = "upload_committed": Nothing => CommittedUpload;
    UploadUndone = "upload_undone": ApprovedCount => ApprovedCount;
    AdministratorAdded = "administrator_added": Nothing => SeatHolder;
    AdministratorInvitedAgain = "administrator_invited_again": Nothing => Nothing;
    AdministratorRemoved = "administrator_removed": SeatHolder => Nothing;
    TermsAccepted = "terms_accepted": Nothing => AcceptedTerms;
    ContactConsentChanged = "contact_consent_changed": ContactConsent => ContactConsent;
    ApprovingChanged = "approving_changed": MailDecisions => MailDecisions;
    EmailChanged = "email_changed": Nothing => Nothing;
    AccountActivated = "account_activated": Nothing => ActivatedAccount;
    AccountSuspended = "account_suspended": Suspension => Suspension;
    AccountResumed = "account_resumed": Suspension => Suspension;
    EnforcementSwitched = "enforcement_switched": EnforcementState => SwitchedEnforcement;
    EnforcementScheduled = "enforcement_scheduled": Schedule => NewSchedule;
    EnforcementUnscheduled = "enforcement_unscheduled": Schedule => Schedule;
    PersonErased = "person_erased": Nothing => ErasedEntries;
}

impl<B: Values, A: Values> Change<B, A> {
    fn fields(&self) -> Vec<FieldChange> {
        let fields = |side: Option<Vec<_>>| side.unwrap_or_default();
        compare(fields(self.before.as_ref().map(Values::fields)), fields(self.after.as_ref().map(Values::fields)))
    }
}

impl JournalEvent {
    /// Formats the values before and after the event as they are stored: JSON objects with sorted keys, or `null`.
    pub fn stored(&self) -> (String, String) {
        // Fails only for maps with keys that are no text, of which no event has any.
        let event = serde_json::to_value(self).unwrap_or_default();
        (event["before"].to_string(), event["after"].to_string())
    }

    /// Reads a stored event. Ignores keys that this version does not know.
    ///
    /// # Errors
    /// The code is unknown, or a side is no JSON object with the event's values.
    pub fn read(code: &str, before: &str, after: &str) -> Result<Self, serde_json::Error> {
        let side = serde_json::from_str::<Value>;
        serde_json::from_value(json!({ "event": code, "before": side(before)?, "after": side(after)? }))
    }
}

/// Group of events in the filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventGroup {
    Requests,
    Addresses,
    Domains,
    Uploads,
    Administrators,
    Profiles,
    Account,
}

codes!(EventGroup {
    Requests = "requests",
    Addresses = "addresses",
    Domains = "domains",
    Uploads = "uploads",
    Administrators = "administrators",
    Profiles = "profiles",
    Account = "account",
});

impl JournalEvent {
    /// Returns the decision about an address that had none before.
    pub fn first_decision(&self) -> Option<StandingKind> {
        match self {
            Self::StandingChanged(Change { before: Some(before), after: Some(after) })
                if before.standing == StandingKind::Undecided =>
            {
                Some(after.standing)
            }
            _ => None,
        }
    }
}

impl EventCode {
    pub const fn group(self) -> EventGroup {
        match self {
            Self::RequestOpened
            | Self::RequestApproved
            | Self::RequestRejected
            | Self::RequestWithdrawn
            | Self::RequestExpired
            | Self::RequestClosed
            | Self::RequestReopened => EventGroup::Requests,
            Self::StandingChanged
            | Self::OwnAddressApproved
            | Self::ShipperAnnounced
            | Self::AnnouncementMoved
            | Self::AnnouncementWithdrawn => EventGroup::Addresses,
            Self::DomainAdded | Self::DomainChanged | Self::DomainRemoved => EventGroup::Domains,
            Self::UploadCommitted | Self::UploadUndone => EventGroup::Uploads,
            Self::AdministratorAdded | Self::AdministratorInvitedAgain | Self::AdministratorRemoved => {
                EventGroup::Administrators
            }
            Self::TermsAccepted | Self::ContactConsentChanged | Self::ApprovingChanged | Self::EmailChanged => {
                EventGroup::Profiles
            }
            Self::AccountActivated
            | Self::AccountSuspended
            | Self::AccountResumed
            | Self::EnforcementSwitched
            | Self::EnforcementScheduled
            | Self::EnforcementUnscheduled
            | Self::PersonErased => EventGroup::Account,
        }
    }

    /// Returns the events for a code of the filter: a single event, or all events of a group.
    pub fn filtered_by(code: &str) -> Vec<Self> {
        match EventGroup::from_code(code) {
            Some(group) => group.events().collect(),
            None => Self::from_code(code).into_iter().collect(),
        }
    }
}

impl EventGroup {
    pub fn events(self) -> impl Iterator<Item = EventCode> {
        EventCode::ALL.into_iter().filter(move |event| event.group() == self)
    }
}
