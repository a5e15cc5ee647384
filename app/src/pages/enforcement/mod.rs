//! `/esecure/enforcement`: the switch with rehearsal and schedule (section 7), and the standalone document `/a/{token}`.

mod api;
#[cfg(feature = "ssr")]
pub mod ask_ahead;
mod blocked;
mod chart;
mod confirm;
mod consequences;
mod dialog_parts;
pub mod dto;
mod list_messages;
pub mod page;
mod rehearsal;
pub mod rehearsal_dto;
mod schedule;
mod schedule_state;
mod switched_on;
mod url_refusal;

pub use api::{
    ApproveBlocked, ApproveUndecided, CancelSchedule, CheckSchedule, GetEnforcement, ScheduleSwitch, SwitchEnforcement,
    approve_blocked, approve_undecided, cancel_schedule, check_schedule, get_enforcement, schedule_switch,
    switch_enforcement,
};
