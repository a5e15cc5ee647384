//! `/profile`: the own profile, its sessions and devices.

mod address;
mod api;
mod approval_method;
mod details;
pub mod dto;
pub mod page;
mod sessions;

pub use api::{
    CancelEmailChange, ChangeEmail, ChangePassword, EndOtherSessions, EndSession, ForgetDevice, GetProfile,
    ResendEmailChange, SaveApproving, SaveProfile, cancel_email_change, change_email, change_password,
    end_other_sessions, end_session, forget_device, get_profile, resend_email_change, save_approving, save_profile,
};
