//! Values before and after each event, as they are stored. The name of a key never changes. A key that earlier versions
//! did not write may be missing; a key without a value is stored as `null`, unless its attribute skips it.

use super::stored_text::{digest, domain, instant, optional_domain, optional_instant};
use crate::store::columns::{Digest, RequestNumber};
use app::pages::enforcement::dto::OpenRequests;
use esecure::{
    DomainName, SingleLine, Standing, Timestamp,
    id::ProfileId,
    policy::{DomainList, StandingKind},
    request::{ReasonCode, StateKind},
    upload::JudgementKind,
};
use serde::{Deserialize, Deserializer, Serialize, de::IgnoredAny};

/// Side of a change that never has values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Nothing;

impl<'de> Deserialize<'de> for Nothing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedRequest {
    pub number: RequestNumber,
    pub state: StateKind,
    /// Number of administrators who were mailed.
    pub mailed: i64,
    /// None in entries of the first version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requester_mailed: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestState {
    pub state: StateKind,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestOutcome {
    pub state: StateKind,
    pub reason: Option<ReasonCode>,
    /// Exclusive end of the approval.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_instant")]
    pub until: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingValues {
    pub standing: StandingKind,
    /// Exclusive end of an approval.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_instant")]
    pub until: Option<Timestamp>,
}

/// Announced domain; an announced address is stored with the personal fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnouncedShipper {
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_domain")]
    pub domain: Option<DomainName>,
    /// Exclusive end of the announcement.
    #[serde(with = "instant")]
    pub until: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnouncementEnd {
    /// Exclusive end of the announcement.
    #[serde(with = "instant")]
    pub until: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListEntry {
    pub list: DomainList,
    #[serde(with = "domain")]
    pub domain: DomainName,
    pub with_subdomains: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewListEntry {
    #[serde(flatten)]
    pub entry: ListEntry,
    /// The entry covers the address of its author.
    pub covers_own_address: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommittedUpload {
    pub approved: i64,
    pub left_out: Vec<(JudgementKind, u64)>,
    /// Digest of the file; only the command line's export shows it.
    #[serde(with = "digest")]
    pub digest: Digest,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovedCount {
    pub approved: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatHolder {
    /// Only the command line's export shows it.
    pub profile: ProfileId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptedTerms {
    pub version: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactConsent {
    pub share_contact: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailDecisions {
    pub decides_by_mail: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivatedAccount {
    pub company: SingleLine,
    pub time_zone: String,
    pub enforced: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    pub suspended: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnforcementState {
    pub enforced: bool,
    /// Time of the scheduled switch that ended with the change.
    #[serde(default, with = "optional_instant")]
    pub scheduled_for: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "StoredSwitch", into = "StoredSwitch")]
pub enum SwitchedEnforcement {
    On {
        /// Author of the schedule that the switch followed; only the command line's export shows it.
        set_by: Option<ProfileId>,
    },
    Off {
        open_requests: OpenRequests,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    #[serde(default, with = "optional_instant")]
    pub scheduled_for: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSchedule {
    #[serde(with = "instant")]
    pub scheduled_for: Timestamp,
    pub undecided_mailed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedEntries {
    /// Number of affected entries.
    pub entries: u64,
}

/// [`SwitchedEnforcement`] as stored: each direction has a key of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct StoredSwitch {
    enforced: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    open_requests: Option<OpenRequests>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    set_by: Option<Option<ProfileId>>,
}

impl From<SwitchedEnforcement> for StoredSwitch {
    fn from(switched: SwitchedEnforcement) -> Self {
        match switched {
            SwitchedEnforcement::On { set_by } => Self { enforced: true, open_requests: None, set_by: Some(set_by) },
            SwitchedEnforcement::Off { open_requests } => {
                Self { enforced: false, open_requests: Some(open_requests), set_by: None }
            }
        }
    }
}

impl TryFrom<StoredSwitch> for SwitchedEnforcement {
    type Error = &'static str;

    fn try_from(stored: StoredSwitch) -> Result<Self, Self::Error> {
        match (stored.enforced, stored.open_requests) {
            (true, _) => Ok(Self::On { set_by: stored.set_by.flatten() }),
            (false, Some(open_requests)) => Ok(Self::Off { open_requests }),
            (false, None) => Err("switched off without a decision about the open requests"),
        }
    }
}

impl From<StandingKind> for StandingValues {
    fn from(standing: StandingKind) -> Self {
        Self { standing, until: None }
    }
}

impl From<Standing> for StandingValues {
    fn from(standing: Standing) -> Self {
        let until = match standing {
            Standing::Approved { until } => until,
            Standing::Rejected | Standing::Undecided => None,
        };
        Self { standing: standing.kind(), until }
    }
}
