//! Bounds on connections, and the file limit from which they are derived.

use std::{fmt, net::IpAddr, sync::Arc, time::Duration};

/// File descriptors reserved for the database, mail, DNS look-ups and files on disk.
const RESERVE: u64 = 128;
/// Maximum number of connections, whatever the file limit: each takes about 20 KB of memory.
const MOST: u64 = 8192;
/// File limit assumed if the system reports none.
const USUAL: u64 = 1024;

/// Timeout that grows with the bytes transferred: a slow line gets its time, a trickle does not.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Time granted in any case.
    pub patience: Duration,
    /// Bytes that add one second.
    pub rate: u64,
}

impl Pace {
    /// Returns the seconds added by `bytes`.
    pub(super) fn seconds(&self, bytes: u64) -> u64 {
        bytes / self.rate.max(1)
    }

    /// Returns the time granted for `bytes`.
    pub(super) fn allows(&self, bytes: u64) -> Duration {
        self.patience.saturating_add(Duration::from_millis(bytes.saturating_mul(1000) / self.rate.max(1)))
    }
}

/// Checks that many clients share an address: a proxy, or this machine.
type Shared = Arc<dyn Fn(IpAddr) -> bool + Send + Sync>;

#[derive(Clone)]
pub struct Limits {
    /// Time from the first byte of a request to the end of its header; for the first request, from the connection on.
    pub header: Duration,
    /// Time between two requests. Longer than proxies keep a connection (usually 60 s), so that none sends a request
    /// into a connection that is being closed.
    pub idle: Duration,
    /// Time granted for a request's body.
    pub request_body: Pace,
    /// Time for which a client may block a response by not reading.
    pub answer: Pace,
    /// Maximum number of open connections.
    pub connections: usize,
    /// Maximum number of connections from one address, unless the address is shared.
    pub of_one_source: usize,
    /// Maximum number of live streams of visitors who are not signed in.
    pub anonymous_streams: usize,
    /// Predicate of addresses that many clients share.
    pub shared: Shared,
}

impl Limits {
    /// Returns the bounds of this process, from its soft file limit.
    pub fn of_process() -> Self {
        Self::for_files(soft_file_limit())
    }

    fn for_files(files: u64) -> Self {
        let connections = files.saturating_sub(RESERVE).max(files / 2).clamp(1, MOST);
        let connections = usize::try_from(connections).unwrap_or(1);
        Self {
            header: Duration::from_secs(10),
            idle: Duration::from_secs(75),
            request_body: Pace { patience: Duration::from_secs(30), rate: 4096 },
            answer: Pace { patience: Duration::from_secs(30), rate: 4096 },
            connections,
            of_one_source: connections.div_ceil(4),
            anonymous_streams: connections.div_ceil(2),
            shared: Arc::new(|_| false),
        }
    }

    /// Checks that an address is exempt from the bound per source.
    pub(super) fn is_shared(&self, address: IpAddr) -> bool {
        address.to_canonical().is_loopback() || (self.shared)(address)
    }

    /// Number of connections evicted at once if all places are taken: each search for the oldest scans them all.
    pub(super) fn batch(&self) -> usize {
        self.connections / 64 + 1
    }

    /// Interval between two sweeps for overdue connections.
    pub(super) fn tick(&self) -> Duration {
        let shortest = [self.header, self.idle, self.answer.patience].into_iter().min().unwrap_or(self.header);
        (shortest / 4).clamp(Duration::from_millis(5), Duration::from_secs(1))
    }

    /// Returns the bounds for shutdown: connections without a request are closed after a second.
    pub(super) fn leaving(&self) -> Self {
        let soon = Duration::from_secs(1);
        Self { header: self.header.min(soon), idle: self.idle.min(soon), ..self.clone() }
    }
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits").field("connections", &self.connections).finish_non_exhaustive()
    }
}

/// Raises the soft file limit of this process to the hard limit, and returns the result.
pub fn raise_file_limit() -> u64 {
    #[cfg(unix)]
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "the limit of open files cannot be raised");
    }
    soft_file_limit()
}

fn soft_file_limit() -> u64 {
    #[cfg(unix)]
    if let Ok((soft, _)) = rlimit::getrlimit(rlimit::Resource::NOFILE) {
        return soft;
    }
    USUAL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_any_file_limit_stay_below_it() {
        for (files, connections) in
            [(64, 32), (256, 128), (1024, 896), (4096, 3968), (1_048_576, 8192), (u64::MAX, 8192)]
        {
            assert_eq!(Limits::for_files(files).connections, connections, "{files}");
        }
    }

    #[test]
    fn pace_large_upload_on_a_slow_line_is_given_its_time_and_a_trickle_is_not() {
        let pace = Limits::for_files(1024).request_body;
        let seconds = |bytes| pace.allows(bytes).as_secs();
        // One byte every five seconds.
        assert_eq!((seconds(0), seconds(6)), (30, 30));
        // 36 MB at 64 kbit/s take 4,700 s, a form at 2,400 bit/s 220 s.
        assert!(seconds(36 << 20) > 4700 && seconds(64 << 10) < 60);
        assert_eq!(pace.allows(u64::MAX).as_secs(), u64::MAX / 1000 / 4096 + 30);
    }

    #[test]
    fn sources_loopback_and_shared_ones_are_not_bounded() {
        let proxy: IpAddr = "192.0.2.1".parse().unwrap();
        let limits = Limits { shared: Arc::new(move |ip| ip == proxy), ..Limits::for_files(1024) };
        for (address, shared) in
            [("127.0.0.1", true), ("::1", true), ("::ffff:127.0.0.1", true), ("192.0.2.1", true), ("192.0.2.2", false)]
        {
            assert_eq!(limits.is_shared(address.parse().unwrap()), shared, "{address}");
        }
    }
}
