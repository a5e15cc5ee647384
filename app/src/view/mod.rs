//! What pages show: plain data, made by the server, the same in browser and server. Whatever depends on a zone, a
//! calendar or a number format arrives here as text.

mod administrators;
mod decision;
mod domains;
mod enforcement;
mod journal;
mod portal;
mod profile;
mod queue;
mod rehearsal;
mod request;
mod standing;
mod status;
mod upload;
mod users;
mod why;

pub use administrators::*;
pub use decision::*;
pub use domains::*;
pub use enforcement::*;
pub use journal::*;
pub use portal::*;
pub use profile::*;
pub use queue::*;
pub use rehearsal::*;
pub use request::*;
pub use standing::*;
pub use status::*;
pub use upload::*;
pub use users::*;
pub use why::*;

use serde::{Deserialize, Serialize};

/// The names under which a carrier runs this: configuration, with the how-to's as defaults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// The portal: `MyDHL+`.
    pub portal: String,
    /// The product: `eSecure`.
    pub product: String,
}

/// An instant for a reader: exact for programs, and as this reader says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// RFC 3339, for `datetime`.
    pub iso: String,
    /// `today 14:14`, `Thu 19 Nov`, `12 June 2026`, in the reader's language and the account's zone.
    pub text: String,
    /// The exact date and time in words, for `title`.
    pub full: String,
}
