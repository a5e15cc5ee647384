//! Pages that need no client: sign-in, create password, confirm a new
//! address, `/a/`, `/d/`, `/r/`, the demonstration's mailbox, errors. Each is a
//! function from what there is to show to a whole HTML document; the server's handlers send it. Links to them leave
//! the router (`rel="external"`).
//!
//! All of it works without script; the status page has a few lines (`/live.js`) that keep it fresh. No sentence, no
//! form and no state is decided here: handlers ask the services, and these functions say what came out.

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

/// What every plain page needs to know about its reader.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The language to speak.
    pub locale: Locale,
    /// Names of portal and product.
    pub brand: Brand,
    /// The Content-Security-Policy nonce of this response, for the few lines of script.
    pub nonce: String,
    /// Where the style sheets lie, without slashes around it: `pkg`, or with a digest where a browser may keep them for good.
    pub pkg: Arc<str>,
}
