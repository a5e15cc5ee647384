//! Limit on how long a navigation waits for a chunk before the page left behind gives way to a skeleton.

use std::future::Future;

/// Time in milliseconds that the page left behind may stay, so that a quick answer does not flicker.
#[cfg(feature = "hydrate")]
const PATIENCE: i32 = 300;

/// Waits for `work`, but no longer than [`PATIENCE`].
#[cfg(feature = "hydrate")]
pub(super) async fn wait_briefly(work: impl Future<Output = ()>) {
    use futures::future::select;
    use leptos::prelude::window;
    use std::pin::pin;
    use wasm_bindgen_futures::{JsFuture, js_sys::Promise};

    let timeout = Promise::new(&mut |resolve, _| {
        // Without a timer the navigation waits for the chunk alone.
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, PATIENCE);
    });
    select(pin!(work), pin!(JsFuture::from(timeout))).await;
}

/// Waits for `work`, which is ready at once on the server.
#[cfg(not(feature = "hydrate"))]
pub(super) async fn wait_briefly(work: impl Future<Output = ()>) {
    work.await;
}
