//! Log of `esecure serve`: to standard error, filtered by `RUST_LOG`.

use tracing::{Level, Metadata};
use tracing_subscriber::{
    EnvFilter, Layer as _,
    filter::{FilterExt as _, filter_fn},
    fmt,
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

/// Targets allowed at every level that `RUST_LOG` enables: our own crates, and status and duration of responses.
const OPEN: [&str; 3] = ["server", "esecure", "tower_http::trace"];

/// Installs the log subscriber.
pub(super) fn init() {
    let named = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,tower_http=warn,sqlx=warn"));
    let layer = fmt::layer().with_writer(std::io::stderr).with_filter(named.and(filter_fn(is_harmless)));
    tracing_subscriber::registry().with(layer).init();
}

/// Returns true if a record cannot contain secrets: below `info`, libraries log URLs with tokens, and bodies.
fn is_harmless(metadata: &Metadata<'_>) -> bool {
    let under =
        |open: &str| metadata.target().strip_prefix(open).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"));
    *metadata.level() <= Level::INFO || OPEN.into_iter().any(under)
}
