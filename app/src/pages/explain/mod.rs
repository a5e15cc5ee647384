//! `/esecure/why`: the verdict on an address, and the rules behind it.

mod api;
mod check_list;
pub mod dto;
pub mod page;

pub use api::{Explain, explain};
