//! The words and the rules of eSecure: who may ship on a carrier account, and how that is decided.
//!
//! This crate is the floor of the house. It runs unchanged in the browser (WASM) and on the server, so it knows no
//! database, no network, no clock and no randomness: time comes in as a [`Timestamp`], identifiers as ready bytes, and
//! the mapping of international host names as a function ([`ToAscii`]). It speaks in codes; sentences live in `app`.
//!
//! | room | what it holds |
//! |---|---|
//! | [`email`], [`domain`], [`account`], [`id`] | parsed types: there is no other way to make one |
//! | [`policy`] | what an account has decided, and [`decide`]: the rules of a check in their order; [`policy::rehearse`] before the switch |
//! | [`request`] | an open question, its states with their data, and the one function that changes them |
//! | [`export`] | what leaves as CSV, inert in a spreadsheet |
//! | [`upload`] | a file of addresses: read, judged row by row, and what a press would approve |
//! | [`attempts`] | limits on attempts at something secret, and the source that they count |
//! | [`text`] | text in one line or several, as people type it |
//! | [`person`] | who acts, and what they can prove |
//! | [`locale`], [`time`] | a language code; a UTC instant |
//! | `eight` | looking at many bytes quickly |
//!
//! # Invariants
//! - An [`EmailAddress`] has one canonical form, and that form is the key everywhere.
//! - [`decide`] is total: every policy, address and instant has exactly one verdict, and the verdict names its rule.
//! - A [`Request`](request::Request) leaves `Open` once, and never returns by itself.
//! - A row of an [`upload`] has one judgement, and browser and server come to the same.
//! - Nobody decides about their own address on a request.

#![warn(missing_docs)]

pub mod account;
pub mod attempts;
pub mod domain;
mod eight;
pub mod email;
pub mod export;
pub mod id;
pub mod locale;
pub mod person;
pub mod policy;
pub mod request;
pub mod text;
pub mod time;
pub mod upload;

pub use account::AccountNumber;
pub use domain::{DomainName, ToAscii};
pub use email::EmailAddress;
pub use locale::Locale;
pub use policy::{Answer, Policy, Rule, Standing, Verdict, decide};
pub use text::{MultiLine, SingleLine, TextError};
pub use time::Timestamp;
