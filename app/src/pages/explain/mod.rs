//! `/esecure/why`: the verdict on an address, and the rules behind it.

mod api;
pub mod dto;
pub mod page;

pub use api::{Explain, explain};
