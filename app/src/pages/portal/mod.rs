//! `/`: home page of the portal, the administered accounts.

pub mod page;
