//! `/esecure/domains`: authorised and restricted domains of the account.

pub mod dto;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
mod preview;
