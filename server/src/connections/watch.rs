//! State of one connection: its phase, the start of the phase, and the deadline.

use super::limits::Limits;
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::Notify;

/// Response extension that marks a live stream of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Live {
    /// Stream of a visitor with a mail link. Bounded in number; the client reconnects by itself.
    Anonymous,
    /// Stream of a signed-in person. Never evicted.
    SignedIn,
}

/// Phase of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// No request has arrived in full.
    Waiting,
    /// The body of a request is arriving.
    Receiving,
    /// The request is complete; its response is computed or sent.
    Working,
    /// The response is a live stream.
    Streaming(Live),
}

/// Order in which connections are evicted, the least harmful first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Unused,
    /// Kept open after a response.
    Kept,
    Sending,
    /// The client does not read its response.
    Unread,
    /// In one of the phases above for a short time only, so its next bytes may be on their way. The oldest is evicted
    /// first.
    Young,
    /// Anonymous live stream.
    Stream,
}

#[derive(Debug)]
struct State {
    phase: Phase,
    since: Instant,
    /// Arrival of the first byte of an incomplete header.
    header: Option<Instant>,
    served: bool,
    /// Number of requests so far: the end of a response counts only if no newer request has come.
    sequence: u64,
    /// Start of the current write that waits for the client to read.
    blocked: Option<Instant>,
    /// Total of the earlier waits during this response.
    stalled: Duration,
    /// Bytes of this response that the client accepted.
    written: u64,
}

impl State {
    fn new(now: Instant) -> Self {
        Self {
            phase: Phase::Waiting,
            since: now,
            header: None,
            served: false,
            sequence: 0,
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
        self.sequence += 1;
    }

    fn wrote(&mut self, bytes: usize, now: Instant) {
        self.written += bytes as u64;
        if let Some(since) = self.blocked.take() {
            self.stalled += now.saturating_duration_since(since);
            // The end of the response left late: the idle time begins now.
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
            // The body enforces its own deadline, so that its sender gets a response.
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

/// State of a connection, shared by its socket, its bodies and the table of connections.
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

    /// Records that bytes arrived.
    pub(super) fn read(&self) {
        self.state().read(Instant::now());
    }

    /// Records that `bytes` were sent.
    pub(super) fn wrote(&self, bytes: usize) {
        self.state().wrote(bytes, Instant::now());
    }

    /// Records that writing waits for the client to read.
    pub(super) fn blocked(&self) {
        self.state().blocked.get_or_insert_with(Instant::now);
    }

    /// Records the arrival of a request's header.
    pub(super) fn request(&self, has_body: bool) {
        self.state().request(has_body, Instant::now());
    }

    /// Records that the body gained the bytes expected within a second.
    pub(super) fn progressed(&self) {
        let mut state = self.state();
        if state.phase == Phase::Receiving {
            state.since = Instant::now();
        }
    }

    /// Records the end of the request's body.
    pub(super) fn received(&self) {
        let mut state = self.state();
        if state.phase == Phase::Receiving {
            state.enter(Phase::Working, Instant::now());
        }
    }

    /// Records the start of a response, and returns its number.
    pub(super) fn answering(&self, live: Option<Live>) -> u64 {
        let mut state = self.state();
        state.enter(live.map_or(Phase::Working, Phase::Streaming), Instant::now());
        state.sequence
    }

    /// Records the end of a response.
    pub(super) fn answered(&self, sequence: u64) {
        let mut state = self.state();
        if state.sequence == sequence {
            state.enter(Phase::Waiting, Instant::now());
            state.served = true;
        }
    }

    pub(super) fn is_overdue(&self, limits: &Limits, now: Instant) -> bool {
        self.state().is_overdue(limits, now)
    }

    /// Returns the rank for eviction and its start; `None` if the connection must not be evicted.
    pub(super) fn rank(&self, limits: &Limits, now: Instant) -> Option<(Rank, Instant)> {
        self.state().rank(limits, now)
    }

    /// Tells the connection to close, whatever its phase.
    pub(super) fn close(&self) {
        self.close.notify_one();
    }

    /// Waits for [`Self::close`].
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
        // A byte every five seconds does not extend the deadline.
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
        // 40,960 bytes add ten seconds; 20 s of waiting are used up.
        state.wrote(40_960, after(begin, 20));
        assert!(!state.is_overdue(&limits, after(begin, 3600)));
        state.blocked = Some(after(begin, 100));
        assert!(!state.is_overdue(&limits, after(begin, 119)) && state.is_overdue(&limits, after(begin, 120)));
        // The rest of a response that is complete on our side does not count as idle.
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
