//! `/d/{token}`: decision on one request from a mail link. A standalone document.

#[cfg(feature = "ssr")]
mod closed;
#[cfg(feature = "ssr")]
mod code;
pub mod dto;
#[cfg(feature = "ssr")]
mod evidence;
#[cfg(feature = "ssr")]
mod open;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
mod reasons;
