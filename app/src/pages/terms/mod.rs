//! `/terms`: terms of use, accepted by each administrator.

#[cfg(feature = "ssr")]
pub mod page;
