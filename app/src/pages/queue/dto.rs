//! Queue of open requests and its live updates.

use crate::{dto::DisplayTime, pages::users::dto::Choice};
use esecure::{id::RequestId, request::ReasonCode};
use serde::{Deserialize, Serialize};

/// Maximum number of requests in one bulk decision.
pub const DECIDED_LIMIT: usize = 200;

/// Rows of the queue per response.
pub const QUEUE_PAGE: usize = 100;

/// Maximum number of rows that a page loads; deciding or searching brings up the others.
pub const LISTED_LIMIT: usize = 1000;

/// Maximum number of known requests per update query.
pub const KNOWN_LIMIT: usize = 2000;

/// Order of the queue, by the time at which a request was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueueOrder {
    #[default]
    Newest,
    Oldest,
}

esecure::codes!(QueueOrder { Newest = "newest", Oldest = "oldest" });

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueRow {
    pub id: RequestId,
    pub name: Option<String>,
    pub email: String,
    pub application: String,
    /// `Rotterdam`.
    pub from: Option<String>,
    /// `Lyon`.
    pub to: Option<String>,
    /// Age with the exact time: `18 min`.
    pub age: DisplayTime,
    /// True for the administrator's own address.
    pub own: bool,
    /// True for the own address of the only active administrator, who approves it on the list.
    pub sole: bool,
    pub waits: bool,
    /// Time until the request expires, if it is short: `2 days left`.
    pub days_left: Option<String>,
    /// Warning about the domain of the address: `Look-alike of acme.example`.
    pub look_alike: Option<String>,
    /// Company of the account; empty if the queue is of a single account.
    pub company: String,
}

/// Page of the open requests of one account, or of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// Combined version of these accounts; live pages compare it.
    pub version: String,
    /// Search text of this result; empty for none.
    pub search: String,
    pub order: QueueOrder,
    /// At most [`QUEUE_PAGE`] matching rows.
    pub rows: Vec<QueueRow>,
    /// Cursor for the next page: the last row, if more follow.
    pub next: Option<RequestId>,
    pub open: u64,
    /// Number of requests matching the search.
    pub found: u64,
    /// Age of the oldest request: `12 days`.
    pub oldest: Option<String>,
}

/// Changes of the queue since a page loaded it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueDelta {
    /// Current combined version of these accounts.
    pub version: String,
    /// First [`QUEUE_PAGE`] open requests unknown to the page, within the part it has loaded.
    pub fresh: Vec<QueueRow>,
    pub fresh_count: u64,
    /// Requests known to the page that are no longer open.
    pub settled: Vec<ResolvedRequest>,
    pub open: u64,
    /// Number of requests matching the search.
    pub found: u64,
    /// Age of the oldest open request.
    pub oldest: Option<String>,
}

/// Part of the queue loaded by a page; input of the update query.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Identifiers of the loaded requests, at most [`KNOWN_LIMIT`].
    pub known: Vec<RequestId>,
    /// Search text, empty for none.
    pub search: String,
    pub order: QueueOrder,
    /// Last request loaded so far; `None` if everything is loaded.
    pub until: Option<RequestId>,
}

/// Request that is no longer open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResolvedRequest {
    pub id: RequestId,
    /// Sentence with author, action and time: `Pieter de Wit rejected this request today 14:31.`
    pub what: String,
}

/// Action on one or several requests of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueueAction {
    #[default]
    Approve,
    Reject,
    /// Reverts a decision.
    Undo,
    /// Authorises the requester's whole domain.
    Everyone,
}

esecure::codes!(QueueAction { Approve = "approve", Reject = "reject", Undo = "undo", Everyone = "everyone" });

/// Result of an action, per request, with a message for the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkOutcome {
    pub press: QueueAction,
    /// Requests the action was applied to.
    pub done: Vec<RequestId>,
    /// Requests decided by another administrator first, with author and time.
    pub others: Vec<ResolvedRequest>,
    /// Message: one line for the action, one for each request it failed on.
    pub said: String,
}

/// Input of a decision, in the queue or behind a mail link.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DecisionInput {
    pub choice: Choice,
    /// On reject: the reason; `None` to state the outcome only.
    #[serde(default)]
    pub reason: Option<ReasonCode>,
    /// On reject: free-text reason, for [`ReasonCode::Other`].
    #[serde(default)]
    pub words: String,
    /// On approve: last valid day, `2026-12-31` in the account's time zone; empty for no end.
    #[serde(default)]
    pub until: String,
    /// On approve: internal note of the administrators, optional.
    #[serde(default)]
    pub note: String,
}

impl DecisionInput {
    /// Decision without reason, end date or note.
    pub fn bare(choice: Choice) -> Self {
        Self { choice, ..Self::default() }
    }
}
