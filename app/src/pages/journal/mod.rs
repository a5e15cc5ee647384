//! `/esecure/journal`: the journal of the account.

mod api;
pub mod dto;
mod filters;
pub mod page;
mod rows;

pub use api::{GetJournal, VerifyJournal, get_journal, verify_journal};
