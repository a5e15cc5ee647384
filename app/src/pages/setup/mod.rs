//! `/esecure`: the four setup steps from the first sign-in to enforcement.

mod api;
mod contact;
pub mod dto;
pub mod page;
mod steps;

pub use api::{GetSetup, ShareContact, get_setup, share_contact};
