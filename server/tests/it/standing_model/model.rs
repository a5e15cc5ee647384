//! The rules of standings and requests in memory, written from
//! `PRODUCT.md` without the server's code.
//!
//! A decision has a number of its own, and a standing names the decision that it comes from. So "something newer was
//! decided" is a comparison of numbers here, not of times.

mod rules;

use super::steps::{Address, Who};
use esecure::{
    Timestamp,
    policy::{StandingKind, StandingSource},
    request::{DecisionChannel, ReasonCode, StateKind},
};
use jiff::{ToSpan as _, tz::TimeZone};
use std::collections::{BTreeMap, HashMap};

/// Answer to a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Verdict of a check, with its rule.
    Verdict(&'static str, &'static str),
    Done,
    /// The input is wrong, or nothing is left to approve.
    Invalid,
    Forbidden,
    Conflict,
    NotFound,
    /// Any other answer of the server.
    Failed(String),
}

/// Words of the reason [`ReasonCode::Other`].
pub const WORDS: &str = "Ask your own company";

/// Standing of an address, as its row shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    pub kind: StandingKind,
    pub until: Option<Timestamp>,
    pub note: Option<String>,
    pub source: Option<StandingSource>,
    pub by: Option<Who>,
    pub at: Option<Timestamp>,
    /// Number of the decision, in the model only.
    pub decision: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRow {
    pub standing: Standing,
    pub listed: bool,
}

/// A request, as its row shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRow {
    pub about: Address,
    pub state: StateKind,
    pub by: Option<Who>,
    pub channel: Option<DecisionChannel>,
    pub reason: Option<ReasonCode>,
    pub words: Option<String>,
    pub ended: Option<Timestamp>,
}

#[derive(Debug, Clone)]
struct Request {
    row: RequestRow,
    decision: usize,
    before: Standing,
}

#[derive(Debug, Clone)]
struct Upload {
    before: Vec<(Address, Standing)>,
    decision: usize,
    undone: bool,
}

/// One account with its two administrators, whose enforcement is on.
#[derive(Debug)]
pub struct Model {
    pub now: Timestamp,
    zone: TimeZone,
    standings: HashMap<Address, Standing>,
    /// Addresses that have used the account.
    used: Vec<Address>,
    requests: Vec<Request>,
    uploads: Vec<Upload>,
    decisions: usize,
}

impl Model {
    pub fn new(now: Timestamp) -> Self {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        let (standings, used, requests, uploads) = Default::default();
        Self { now, zone, standings, used, requests, uploads, decisions: 0 }
    }

    pub fn users(&self) -> BTreeMap<Address, UserRow> {
        let row = |(address, standing): (&Address, &Standing)| {
            let listed = standing.kind != StandingKind::Undecided || self.used.contains(address);
            (*address, UserRow { standing: Standing { decision: 0, ..standing.clone() }, listed })
        };
        self.standings.iter().map(row).collect()
    }

    pub fn requests(&self) -> Vec<RequestRow> {
        self.requests.iter().map(|request| request.row.clone()).collect()
    }

    pub fn latest_request(&self, about: Address) -> Option<usize> {
        self.requests.iter().rposition(|request| request.row.about == about)
    }

    /// The request that was decided last, or before the last ones, with its author.
    pub fn decided(&self, back: usize) -> Option<(usize, Who)> {
        let ended = self.requests.iter().enumerate().filter_map(|(at, one)| Some((one.row.ended?, at, one.row.by?)));
        let mut ended: Vec<_> = ended.collect();
        ended.sort_by_key(|(ended, at, _)| (*ended, *at));
        ended.into_iter().rev().nth(back).map(|(_, at, by)| (at, by))
    }

    pub fn uploads(&self) -> usize {
        self.uploads.len()
    }

    /// Midnight at the end of a day in the account's zone, `days` from today; and its date.
    pub fn end_of_day(&self, days: i64) -> (Timestamp, String) {
        let now = jiff::Timestamp::from_millisecond(self.now.as_millis()).unwrap();
        let date = now.to_zoned_datetime(self.zone.clone()).date() + days.days();
        let end = date.tomorrow().unwrap().to_zoned_datetime(self.zone.clone()).unwrap().timestamp();
        (Timestamp::from_millis(end.as_millisecond()), date.to_string())
    }
}
