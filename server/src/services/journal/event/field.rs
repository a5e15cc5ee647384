//! Fields of an event in display order, with typed values; `changes` formats them in words.

use app::pages::enforcement::dto::OpenRequests;
use esecure::{
    Timestamp,
    policy::{DomainList, StandingKind},
    request::{ReasonCode, StateKind},
    upload::JudgementKind,
};
use std::collections::BTreeMap;

/// Field shown on the page, in display order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    Standing,
    Until,
    State,
    Reason,
    Number,
    Mailed,
    RequesterMailed,
    List,
    Domain,
    WithSubdomains,
    CoversOwnAddress,
    Suspended,
    Enforced,
    ScheduledFor,
    UndecidedMailed,
    OpenRequests,
    Company,
    TimeZone,
    Version,
    ShareContact,
    DecidesByMail,
    Approved,
    LeftOut,
    Entries,
    Email,
    Note,
    ReasonWords,
    File,
}

/// Value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldValue {
    Standing(StandingKind),
    /// Exclusive end of an approval, shown as its last day.
    Until(Timestamp),
    State(StateKind),
    Reason(ReasonCode),
    List(DomainList),
    OpenRequests(OpenRequests),
    /// Instant, shown with date and time.
    At(Timestamp),
    /// Shown as yes or no.
    Flag(bool),
    /// Shown as on or off.
    Switch(bool),
    Number(i64),
    Count(u64),
    /// Numbers of rows that an upload left out.
    LeftOut(Vec<(JudgementKind, u64)>),
    /// Text that is shown as it is.
    Text(String),
}

/// Field that an event changed. At least one side has a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    pub field: Field,
    pub before: Option<FieldValue>,
    pub after: Option<FieldValue>,
}

/// Fields of one side of a change that are shown on the page.
pub trait Values {
    fn fields(&self) -> Vec<(Field, FieldValue)>;
}

/// Joins the fields of both sides in display order.
pub(super) fn compare(before: Vec<(Field, FieldValue)>, after: Vec<(Field, FieldValue)>) -> Vec<FieldChange> {
    let mut changes = BTreeMap::new();
    let none = |field| FieldChange { field, before: None, after: None };
    for (field, value) in before {
        changes.entry(field).or_insert_with(|| none(field)).before = Some(value);
    }
    for (field, value) in after {
        changes.entry(field).or_insert_with(|| none(field)).after = Some(value);
    }
    changes.into_values().collect()
}
