//! `/`: home page of the portal, the administered accounts.

#[cfg(feature = "ssr")]
pub mod page;
