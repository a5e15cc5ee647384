//! Database layer: connections, transactions, and queries by subject. Contains no business rules.

pub mod accounts;
pub mod attempts;
pub mod connection;
pub mod endings;
pub mod entity;
pub mod faults;
pub mod figures;
pub mod journal;
pub mod listing;
mod migrating;
pub mod open_requests;
pub mod outbox;
pub mod people;
pub mod reach;
pub mod rehearsal;
pub mod requests;
pub mod secrets;
pub mod switch_plans;
mod transaction;
pub mod undelivered;
pub mod uploads;
pub mod users;
pub mod write_probe;

pub use connection::{connect, connect_with};
pub(crate) use migrating::begin_migration;
pub use migrating::migrate;
pub use transaction::{Transaction, begin};
