//! Server-rendered pages without a WASM client: sign-in, create password, confirm a new address, `/a/`, `/d/`, `/r/`,
//! the demonstration's mailbox, errors. Each is a function from view data to a complete HTML document. Links to them
//! bypass the router (`rel="external"`).
//!
//! Every page works without script; the status page has a short one, `/live.js`, to refresh itself. The module only
//! renders: handlers call the services and pass their results.

mod ask;
mod confirm_email;
mod decide;
mod demo;
mod error;
mod other_profile;
pub(crate) mod parts;
mod password;
mod sign_in;
mod status;
#[cfg(test)]
mod tests;

pub use ask::{AheadOf, AskAhead, AskDraft, ask_ahead};
pub use confirm_email::{ConfirmEmail, ConfirmForm, confirm_email};
pub use decide::{ReasonDraft, decide};
pub use demo::{DemoMail, DemoOlder, DemoRow, MailPart, MailState, demo_mail, demo_mailbox};
pub use error::{gone, no_link, not_found, problem};
pub use other_profile::{Kept, other_profile};
pub use password::{CreateForm, CreatePassword, ResetPassword, ResetProblem, create_password, reset_password};
pub use sign_in::{SignInForm, SignInNote, sign_in};
pub use status::status;

use crate::view::Brand;
use esecure::Locale;
use std::sync::Arc;

/// Reader of a plain page, and facts about the response.
#[derive(Debug, Clone)]
pub struct Reader {
    pub locale: Locale,
    pub brand: Brand,
    /// Content-Security-Policy nonce of this response, for its scripts.
    pub nonce: String,
    /// Directory of the style sheets, without slashes around it: `pkg`, or with a digest if browsers may cache them
    /// forever.
    pub pkg: Arc<str>,
}
