//! Time and chance as values of the application, so that tests hold both.

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

/// What time it is.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    #[default]
    System,
    /// A test's: milliseconds since the epoch, moved by hand.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still at `at` until it is moved.
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

    /// Moves a manual clock; the machine's stays as it is.
    pub fn advance_seconds(&self, seconds: i64) {
        if let Self::Manual(at) = self {
            at.fetch_add(seconds * 1000, Ordering::SeqCst);
        }
    }
}

/// The start of what [`Clock::System`] measures for rate limits.
static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Time for rate limits: it never goes back, whatever is done to the machine's clock.
impl governor::clock::Clock for Clock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        match self {
            Self::System => STARTED.elapsed().into(),
            Self::Manual(at) => Duration::from_millis(at.load(Ordering::SeqCst).max(0).unsigned_abs()).into(),
        }
    }
}

/// Bytes from the operating system's generator.
///
/// # Panics
/// Where the operating system has none to give: nothing secret can be made then.
#[expect(clippy::expect_used, reason = "without randomness nothing may go on")]
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rngs::OsRng.try_fill_bytes(&mut bytes).expect("the operating system gives randomness");
    bytes
}
