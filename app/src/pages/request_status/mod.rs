//! `/r/{token}`: status of a request, for the requester. A standalone document.

pub mod dto;
#[cfg(feature = "ssr")]
pub mod page;
