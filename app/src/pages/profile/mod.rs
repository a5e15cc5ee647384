//! `/profile`: the own profile, its sessions and devices.

#[cfg(feature = "ssr")]
mod address;
#[cfg(feature = "ssr")]
mod approval_method;
#[cfg(feature = "ssr")]
mod details;
pub mod dto;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
mod sessions;
