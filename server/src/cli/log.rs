//! The log of `esecure serve`, on standard error, filtered by `RUST_LOG`.

use tracing::{Level, Metadata};
use tracing_subscriber::{
    EnvFilter, Layer as _,
    filter::{FilterExt as _, filter_fn},
    fmt,
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

/// Targets that log what `RUST_LOG` names, at every level: this program's own, and the answers' status and time.
const OPEN: [&str; 3] = ["server", "esecure", "tower_http::trace"];

/// Begins to log.
pub(super) fn init() {
    let named = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,tower_http=warn,sqlx=warn"));
    let layer = fmt::layer().with_writer(std::io::stderr).with_filter(named.and(filter_fn(is_harmless)));
    tracing_subscriber::registry().with(layer).init();
}

/// Whether a record can hold no secret: below `info`, libraries log addresses with their tokens, and bodies.
fn is_harmless(metadata: &Metadata<'_>) -> bool {
    let under =
        |open: &str| metadata.target().strip_prefix(open).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"));
    *metadata.level() <= Level::INFO || OPEN.into_iter().any(under)
}
