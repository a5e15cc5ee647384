//! The queue of open requests, and what happens to it while somebody looks.

use super::{Choice, When};
use esecure::id::RequestId;
use serde::{Deserialize, Serialize};

/// The most requests that are decided in one go.
pub const DECIDED_LIMIT: usize = 200;

/// Rows of the queue that the server sends at a time.
pub const QUEUE_PAGE: usize = 100;

/// Rows up to which a page loads more; beyond, deciding or searching brings the others.
pub const LISTED_LIMIT: usize = 1000;

/// The most requests of one page whose fate the server looks up.
pub const KNOWN_LIMIT: usize = 2000;

/// One line of the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueRow {
    pub id: RequestId,
    pub name: Option<String>,
    /// The address, in full.
    pub email: String,
    pub application: String,
    /// `Rotterdam`.
    pub from: Option<String>,
    /// `Lyon`.
    pub to: Option<String>,
    /// `18 min`, with the exact time.
    pub age: When,
    /// The looker's own address.
    pub own: bool,
    pub waits: bool,
    /// The account's company, empty where the queue is of one account.
    pub company: String,
}

/// A part of the open requests of the chosen account, or of all, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// The version of these accounts; a live page compares it.
    pub version: String,
    /// The search that this answers, empty for none.
    pub search: String,
    /// At most [`QUEUE_PAGE`] that the search finds.
    pub rows: Vec<QueueRow>,
    /// The last of them, where more follow: the next part is asked for behind it.
    pub next: Option<RequestId>,
    pub open: u64,
    /// Those that the search finds.
    pub found: u64,
    /// `12 days`: the age of the oldest.
    pub oldest: Option<String>,
}

/// What has become of the queue since a page was shown it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueNews {
    /// The version of these accounts now.
    pub version: String,
    /// The first [`QUEUE_PAGE`] that are open and not known to the page, as far as it is loaded.
    pub fresh: Vec<QueueRow>,
    pub fresh_count: u64,
    /// Known to the page, and no longer open.
    pub settled: Vec<Settled>,
    pub open: u64,
    /// Those that the search finds.
    pub found: u64,
    /// The age of the oldest that is open.
    pub oldest: Option<String>,
}

/// The part of the queue that a page shows, for asking what became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The requests that it shows, at most [`KNOWN_LIMIT`].
    pub known: Vec<RequestId>,
    /// Its search, empty for none.
    pub search: String,
    /// The last request of the parts loaded so far; nothing where all is loaded.
    pub until: Option<RequestId>,
}

/// A request that was decided, or ended otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    pub id: RequestId,
    /// Who did what and when: `Pieter de Wit rejected this request today 14:31.`
    pub what: String,
}

/// What a press in the queue does, to one request or to several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Press {
    Approve,
    Reject,
    /// Takes a decision back.
    Undo,
    /// Everyone at the domain may ship.
    Everyone,
}

/// What a press came to. Each request has its own result; the page is told in sentences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub press: Press,
    /// The requests with which that was done.
    pub done: Vec<RequestId>,
    /// Those about which somebody else was first, with who and when.
    pub others: Vec<Settled>,
    /// What was done, and for each of the others why not: a line each.
    pub said: String,
}

/// A decision in the queue, as the browser sends it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideForm {
    pub choice: Choice,
    /// The reason's code on reject: empty for nothing but the outcome.
    #[serde(default)]
    pub reason: String,
    /// The reason in own words, where its code is `other`.
    #[serde(default)]
    pub words: String,
    /// On approve: the last day on which it holds, `2026-12-31` in the account's zone; empty for good.
    #[serde(default)]
    pub until: String,
    /// On approve: the administrators' own note, may be empty.
    #[serde(default)]
    pub note: String,
}

impl DecideForm {
    /// Yes or no, and nothing more.
    pub fn bare(choice: Choice) -> Self {
        let (reason, words, until, note) = Default::default();
        Self { choice, reason, words, until, note }
    }
}
