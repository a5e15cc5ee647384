//! `/esecure/administrators`: administrators of the account.

pub mod dto;
#[cfg(feature = "ssr")]
pub mod page;
