//! The state of one connection: its phase, since when, and whether its time is over.

use super::limits::Limits;
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::Notify;

/// Marks an answer that stays open to tell of changes, as an extension of the response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Live {
    /// To a visitor who holds a link. Such streams are bounded, and come again by themselves.
    Anonymous,
    /// To somebody signed in. Never closed for others.
    SignedIn,
}

/// The phase of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// No request has arrived in full.
    Waiting,
    /// A request's body is still to come.
    Receiving,
    /// The request is here; its answer is made or sent.
    Working,
    /// The answer is a stream.
    Streaming(Live),
}

/// The order in which connections are closed for others, the least harmful first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Unused,
    /// Kept after an answer.
    Kept,
    Sending,
    /// Does not read its answer.
    Unread,
    /// Any of these for a short time only: its next bytes may be on their way. The oldest goes first, whatever its phase.
    Young,
    /// A stream of a visitor.
    Stream,
}

#[derive(Debug)]
struct State {
    phase: Phase,
    since: Instant,
    /// Arrival of the first byte of a header that is not complete.
    header: Option<Instant>,
    served: bool,
    /// Requests so far: the end of an answer counts only while no newer request has come.
    turn: u64,
    /// Since when a write has been waiting for the client to read.
    blocked: Option<Instant>,
    /// The sum of earlier waits during this answer.
    stalled: Duration,
    /// Bytes of this answer that the client took.
    written: u64,
}

impl State {
    fn new(now: Instant) -> Self {
        Self {
            phase: Phase::Waiting,
            since: now,
            header: None,
            served: false,
            turn: 0,
            blocked: None,
            stalled: Duration::ZERO,
            written: 0,
        }
    }

    fn enter(&mut self, phase: Phase, now: Instant) {
        (self.phase, self.since, self.header) = (phase, now, None);
    }

    fn read(&mut self, now: Instant) {
        if self.phase == Phase::Waiting {
            self.header.get_or_insert(now);
        }
    }

    fn request(&mut self, has_body: bool, now: Instant) {
        self.enter(if has_body { Phase::Receiving } else { Phase::Working }, now);
        (self.stalled, self.written) = (Duration::ZERO, 0);
        self.turn += 1;
    }

    fn wrote(&mut self, bytes: usize, now: Instant) {
        self.written += bytes as u64;
        if let Some(since) = self.blocked.take() {
            self.stalled += now.saturating_duration_since(since);
            // The end of an answer that left late: waiting for the next request begins now.
            if self.phase == Phase::Waiting {
                self.since = now;
            }
        }
    }

    fn is_overdue(&self, limits: &Limits, now: Instant) -> bool {
        let passed = |since: Instant| now.saturating_duration_since(since);
        if let Some(since) = self.blocked {
            return passed(since) + self.stalled >= limits.answer.allows(self.written);
        }
        match (self.phase, self.header) {
            (Phase::Waiting, Some(since)) => passed(since) >= limits.header,
            (Phase::Waiting, None) if self.served => passed(self.since) >= limits.idle,
            (Phase::Waiting, None) => passed(self.since) >= limits.header,
            // The body itself keeps its time, so that its sender gets an answer.
            _ => false,
        }
    }

    fn rank(&self, limits: &Limits, now: Instant) -> Option<(Rank, Instant)> {
        let (rank, since) = match (self.phase, self.blocked) {
            (Phase::Streaming(Live::SignedIn), _) => return None,
            (Phase::Streaming(Live::Anonymous), _) => return Some((Rank::Stream, self.since)),
            (_, Some(since)) => (Rank::Unread, since),
            (Phase::Waiting, None) => (if self.served { Rank::Kept } else { Rank::Unused }, self.since),
            (Phase::Receiving, None) => (Rank::Sending, self.since),
            (Phase::Working, None) => return None,
        };
        let young = now.saturating_duration_since(since) < limits.header / 5;
        Some((if young { Rank::Young } else { rank }, since))
    }
}

/// The state of a connection, shared by its socket, its bodies and the table of all connections.
#[derive(Debug)]
pub(super) struct Watch {
    state: Mutex<State>,
    close: Notify,
}

impl Watch {
    pub(super) fn new() -> Self {
        Self { state: Mutex::new(State::new(Instant::now())), close: Notify::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that bytes came.
    pub(super) fn read(&self) {
        self.state().read(Instant::now());
    }

    /// Notes that so many bytes left.
    pub(super) fn wrote(&self, bytes: usize) {
        self.state().wrote(bytes, Instant::now());
    }

    /// Notes that nothing more can leave until the client reads.
    pub(super) fn blocked(&self) {
        self.state().blocked.get_or_insert_with(Instant::now);
    }

    /// Notes that a request has come, but for its body.
    pub(super) fn request(&self, has_body: bool) {
        self.state().request(has_body, Instant::now());
    }

    /// Notes that as much of the body has come as is expected within a second.
    pub(super) fn progressed(&self) {
        let mut state = self.state();
        if state.phase == Phase::Receiving {
            state.since = Instant::now();
        }
    }

    /// Notes that the body has come.
    pub(super) fn received(&self) {
        let mut state = self.state();
        if state.phase == Phase::Receiving {
            state.enter(Phase::Working, Instant::now());
        }
    }

    /// Notes that there is an answer, and returns its number.
    pub(super) fn answering(&self, live: Option<Live>) -> u64 {
        let mut state = self.state();
        state.enter(live.map_or(Phase::Working, Phase::Streaming), Instant::now());
        state.turn
    }

    /// Notes that an answer has been handed over in full.
    pub(super) fn answered(&self, turn: u64) {
        let mut state = self.state();
        if state.turn == turn {
            state.enter(Phase::Waiting, Instant::now());
            state.served = true;
        }
    }

    pub(super) fn is_overdue(&self, limits: &Limits, now: Instant) -> bool {
        self.state().is_overdue(limits, now)
    }

    /// The order in which it is closed for others, and its age; `None` where it is not.
    pub(super) fn rank(&self, limits: &Limits, now: Instant) -> Option<(Rank, Instant)> {
        self.state().rank(limits, now)
    }

    /// Has the connection closed, whatever its phase.
    pub(super) fn close(&self) {
        self.close.notify_one();
    }

    /// Waits until the connection is to be closed.
    pub(super) async fn closed(&self) {
        self.close.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(begin: Instant, seconds: u64) -> Instant {
        begin + Duration::from_secs(seconds)
    }

    #[test]
    fn waiting_without_a_request_ends_by_the_header_time_and_between_requests_by_the_idle_time() {
        let (begin, limits) = (Instant::now(), Limits::of_process());
        let mut state = State::new(begin);
        assert!(!state.is_overdue(&limits, after(begin, 9)) && state.is_overdue(&limits, after(begin, 10)));
        // A byte every five seconds gains nothing.
        state.read(after(begin, 3));
        state.read(after(begin, 8));
        assert!(!state.is_overdue(&limits, after(begin, 12)) && state.is_overdue(&limits, after(begin, 13)));
        state.request(true, after(begin, 9));
        assert!(!state.is_overdue(&limits, after(begin, 3600)));
        state.enter(Phase::Waiting, after(begin, 20));
        state.served = true;
        assert!(!state.is_overdue(&limits, after(begin, 94)) && state.is_overdue(&limits, after(begin, 95)));
        state.read(after(begin, 90));
        assert!(!state.is_overdue(&limits, after(begin, 99)) && state.is_overdue(&limits, after(begin, 100)));
    }

    #[test]
    fn answer_not_read_ends_by_the_time_that_its_bytes_allow() {
        let (begin, limits) = (Instant::now(), Limits::of_process());
        let mut state = State::new(begin);
        state.request(false, begin);
        state.blocked = Some(begin);
        assert!(!state.is_overdue(&limits, after(begin, 29)) && state.is_overdue(&limits, after(begin, 30)));
        // 40,960 bytes buy ten seconds; 20 s of waiting are used up.
        state.wrote(40_960, after(begin, 20));
        assert!(!state.is_overdue(&limits, after(begin, 3600)));
        state.blocked = Some(after(begin, 100));
        assert!(!state.is_overdue(&limits, after(begin, 119)) && state.is_overdue(&limits, after(begin, 120)));
        // The rest of an answer that is complete on our side is not idle.
        state.enter(Phase::Waiting, after(begin, 101));
        state.wrote(1, after(begin, 110));
        assert!(!state.is_overdue(&limits, after(begin, 119)));
    }

    #[test]
    fn ranks_put_unused_connections_first_and_streams_last() {
        let (begin, limits) = (Instant::now(), Limits::of_process());
        let rank = |state: &State| state.rank(&limits, after(begin, 2)).map(|(rank, _)| rank);
        let mut state = State::new(begin);
        let mut ranks = vec![rank(&state)];
        state.served = true;
        ranks.push(rank(&state));
        state.request(true, begin);
        ranks.push(rank(&state));
        state.blocked = Some(begin);
        ranks.push(rank(&state));
        ranks.push(rank(&State::new(after(begin, 1))));
        state.enter(Phase::Streaming(Live::Anonymous), begin);
        ranks.push(rank(&state));
        let order =
            [Rank::Unused, Rank::Kept, Rank::Sending, Rank::Unread, Rank::Young, Rank::Stream].map(Some).to_vec();
        assert!(order.is_sorted());
        assert_eq!(ranks, order);
        for phase in [Phase::Streaming(Live::SignedIn), Phase::Working] {
            let mut state = State::new(begin);
            state.enter(phase, begin);
            assert_eq!(rank(&state), None);
        }
    }
}
