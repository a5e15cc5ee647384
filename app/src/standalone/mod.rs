//! Server-rendered pages without a WASM client: sign-in, create password, confirm a new address, `/a/`, `/d/`, `/r/`,
//! the demonstration's mailbox, errors. Each is a function from view data to a complete HTML document. Links to them
//! bypass the router (`rel="external"`).
//!
//! Every page works without script; the status page has a short one, `/live.js`, to refresh itself, and pages with a
//! password have `/show-password.js`. The module only renders: handlers call the services and pass their results.

pub(crate) mod document;
pub mod error;
pub mod other_profile;
#[cfg(test)]
mod tests;

use crate::dto::Brand;
use esecure::Locale;
use std::sync::Arc;

/// Reader of a standalone document, and facts about the response.
#[derive(Debug, Clone)]
pub struct PageContext {
    pub locale: Locale,
    pub brand: Brand,
    /// Content-Security-Policy nonce of this response, for its scripts.
    pub nonce: String,
    /// Directory of the style sheets, without slashes around it: `pkg`, or with a digest if browsers may cache them
    /// forever.
    pub pkg: Arc<str>,
}
