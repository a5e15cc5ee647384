//! Domain types and rules of eSecure, which controls who may ship on a carrier account.
//!
//! No I/O, no clock, no randomness: the same code runs in the browser (WASM) and on the server. The caller supplies the
//! time as a [`Timestamp`], identifiers as raw bytes, and the mapping of international host names as a function
//! ([`ToAscii`]). This crate returns codes; the translations are in `app`.
//!
//! # Words
//! - *Account*: a carrier account number with its company ([`AccountNumber`]).
//! - *Profile*: a person's portal login ([`ProfileId`](id::ProfileId), [`Person`](person::Person) once signed in).
//! - *Administrator*: a profile that decides for an account ([`Administrator`](person::Administrator)); *seat*: one
//!   profile's place as administrator of one account ([`AdministratorId`](id::AdministratorId)).
//! - *Operator*: the carrier's staff, who activate accounts and register applications.
//! - *Shipper*: a person who tries to ship on an account; a *requester* once a request exists.
//! - *Application*: a system that books shipments and sends checks ([`ApplicationId`](id::ApplicationId)).
//! - *Check*: an application's question about one address; *verdict*: the answer, with its rule ([`Verdict`]).
//! - *Use*: a check that was answered `allowed` and was not a dry run.
//! - *Standing*: the account's decision about one address: approved, rejected or undecided ([`Standing`]).
//! - *Request*: an open question to the administrators about one address ([`Request`](request::Request)).
//! - *Decision*: approval or rejection by one administrator, with time and channel ([`Decision`](request::Decision)).
//! - *Enforcement*: the account's switch that makes verdicts count ([`Policy::enforced`]).
//! - *Journal*: the append-only record of all decisions and changes ([`Event`](request::Event) for those of a request).
//!
//! # Modules
//! | module | contents |
//! |---|---|
//! | [`email`], [`domain`], [`account`], [`id`] | parsed types; unparsed construction only for the database |
//! | [`policy`] | policy, [`decide`] (the rules of a check, in order), [`policy::rehearse`] (rehearsal) |
//! | [`request`] | request states with their data, and the function that changes them |
//! | [`upload`] | address lists from a file: parsing, a judgement per row, and the plan to commit |
//! | [`export`] | CSV export, safe against formula injection |
//! | [`attempts`] | rate limits, and the client network they count by |
//! | [`shipment`] | a shipment as an application describes it |
//! | [`text`] | validated single-line and multi-line text |
//! | [`person`] | signed-in persons, and administrators as proof of authority |
//! | [`locator`] | locators in mailed links, read as mail programs leave them |
//! | [`locale`], [`time`] | supported languages; UTC timestamps |
//! | `codes` | codes of enums in the database and in texts for programs |
//! | `columns` | database columns, only with the feature `sea-orm` |
//! | `swar` | SWAR character classes of bytes |
//!
//! # Invariants
//! - An [`EmailAddress`] has one canonical form, which is the key everywhere.
//! - [`decide`] is total: each policy, address and instant has exactly one verdict, which names its rule.
//! - A [`Request`](request::Request) leaves the state `Open` at most once, except for an undo.
//! - A row of an [`upload`] has exactly one judgement, and browser and server compute the same one.
//! - An administrator never decides about a request for their own address.

#![warn(missing_docs)]

pub mod account;
pub mod attempts;
mod codes;
#[cfg(feature = "sea-orm")]
pub mod columns;
pub mod domain;
pub mod email;
pub mod export;
pub mod id;
pub mod locale;
pub mod locator;
pub mod person;
pub mod policy;
pub mod request;
pub mod shipment;
mod swar;
pub mod text;
pub mod time;
pub mod upload;

pub use account::AccountNumber;
pub use domain::{DomainName, ToAscii};
pub use email::{EmailAddress, EmailKey, EmailSpelling};
pub use locale::Locale;
pub use policy::{Answer, Policy, Rule, Standing, Verdict, decide};
pub use text::{MultiLine, SingleLine, TextError};
pub use time::Timestamp;
