//! `/esecure`: the four setup steps from the first sign-in to enforcement.

#[cfg(feature = "ssr")]
mod contact;
pub mod dto;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
mod steps;
