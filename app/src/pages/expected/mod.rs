//! `/esecure/expected`: expected shippers.

mod api;
pub mod dto;
mod list;
pub mod page;

pub use api::{
    AnnounceShipper, GetExpected, MoveAnnouncement, WithdrawAnnouncement, announce_shipper, get_expected,
    move_announcement, withdraw_announcement,
};
