//! Panics of background work: a loop that ended with its first panic would stop silently for all.

use futures::FutureExt as _;
use std::{any::Any, future::Future, panic::AssertUnwindSafe};

/// Awaits `work`, and returns the message if it panics.
///
/// State shared with `work` must be consistent at each of its awaits: database transactions roll back when they are
/// dropped, and no lock of ours is held across an await.
///
/// # Errors
/// The message of the panic.
pub async fn caught<T>(work: impl Future<Output = T>) -> Result<T, String> {
    AssertUnwindSafe(work).catch_unwind().await.map_err(|panic| message(&*panic))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("panicked: {}", text.unwrap_or("without a message"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn panic_with_any_payload_becomes_its_message() {
        let n = std::hint::black_box(7);
        assert_eq!(caught(async { n }).await, Ok(7));
        assert_eq!(caught::<()>(async { panic!("lit") }).await.unwrap_err(), "panicked: lit");
        assert_eq!(caught::<()>(async { panic!("number {n}") }).await.unwrap_err(), "panicked: number 7");
        let odd = caught::<()>(async { std::panic::panic_any(n) }).await.unwrap_err();
        assert_eq!(odd, "panicked: without a message");
    }
}
