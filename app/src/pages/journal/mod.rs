//! `/esecure/journal`: the journal of the account.

pub mod dto;
#[cfg(feature = "ssr")]
mod filters;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
mod rows;
