//! `/esecure/administrators`: administrators of the account.

mod api;
pub mod dto;
pub mod page;

pub use api::{
    AddAdministrator, GetAdministrators, InviteAgain, RemoveAdministrator, add_administrator, get_administrators,
    invite_again, remove_administrator,
};
