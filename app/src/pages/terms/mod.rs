//! `/terms`: terms of use, accepted by each administrator.

mod api;
pub mod page;

pub use api::{AcceptTerms, accept_terms};
