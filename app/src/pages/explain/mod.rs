//! `/esecure/why`: the verdict on an address, and the rules behind it.

pub mod dto;
#[cfg(feature = "ssr")]
pub mod page;
