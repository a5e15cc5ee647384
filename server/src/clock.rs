//! The application's clock, which tests control, and random bytes.

use esecure::Timestamp;
use governor::nanos::Nanos;
use rand::TryRngCore as _;
use std::{
    sync::{
        Arc, LazyLock,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// Source of the current time.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    #[default]
    System,
    /// Clock of a test, moved by hand: milliseconds since the epoch.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// Creates a clock that shows `at` until it is advanced.
    pub fn manual(at: Timestamp) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(at.as_millis())))
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(match self {
            Self::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX)),
            Self::Manual(at) => at.load(Ordering::SeqCst),
        })
    }

    /// Advances a manual clock; has no effect on the system clock.
    pub fn advance_seconds(&self, seconds: i64) {
        if let Self::Manual(at) = self {
            at.fetch_add(seconds * 1000, Ordering::SeqCst);
        }
    }
}

/// Origin of [`Clock::System`] for rate limits.
static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Monotonic time for rate limits, independent of changes to the system clock.
impl governor::clock::Clock for Clock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        match self {
            Self::System => STARTED.elapsed().into(),
            Self::Manual(at) => Duration::from_millis(at.load(Ordering::SeqCst).max(0).unsigned_abs()).into(),
        }
    }
}

/// Returns bytes from the operating system's random generator.
///
/// # Panics
/// The operating system has no randomness: no secret can be made without it.
#[expect(clippy::expect_used, reason = "without randomness nothing may go on")]
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rngs::OsRng.try_fill_bytes(&mut bytes).expect("the operating system gives randomness");
    bytes
}
