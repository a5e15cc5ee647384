//! `/esecure/enforcement`: the switch with rehearsal and schedule (section 7), and the standalone document `/a/{token}`.

#[cfg(feature = "ssr")]
pub mod ask_ahead;
#[cfg(feature = "ssr")]
mod chart;
#[cfg(feature = "ssr")]
mod confirm;
pub mod dto;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
mod rehearsal;
pub mod rehearsal_dto;
#[cfg(feature = "ssr")]
mod schedule;
#[cfg(feature = "ssr")]
mod schedule_input;

#[cfg(feature = "ssr")]
pub use rehearsal::{APPROVED, APPROVES, APPROVES_ALL, PAGE};
