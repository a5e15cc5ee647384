//! Database layer: connections, transactions, and queries by subject. Contains no business rules.

pub mod accounts;
pub mod attempts;
pub mod columns;
pub mod connection;
pub mod dead_letters;
pub mod entity;
pub mod expiring_approvals;
pub mod faults;
pub mod journal;
pub mod list_stats;
mod migrate;
pub mod open_requests;
pub mod outbox;
pub mod people;
pub mod policies;
pub mod reach;
pub mod rehearsal;
pub mod requests;
pub mod standings;
pub mod switch_plans;
mod transaction;
pub mod uploads;
pub mod users;
pub mod users_list;
pub mod wal;
pub mod write_probe;

pub use connection::{connect, connect_with};
pub(crate) use migrate::begin_migration;
pub use migrate::migrate;
pub use transaction::{Transaction, begin};
