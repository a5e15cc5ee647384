//! `/esecure/users`: the users of the account and the decisions about them.

mod api;
mod approve_own;
mod back;
pub(crate) mod badge;
mod bulk_dialog;
mod bulk_outcome;
mod cells;
mod chips;
pub(crate) mod detail;
pub mod dto;
mod history;
mod list;
pub(crate) mod new_user;
pub mod page;
mod row;
mod selection;
mod shortcuts;
mod sparkline;
pub mod standing_dto;
mod toolbar;
mod url;

pub use api::{
    AddUser, ApproveOwnUser, DecideUser, GetUser, GetUsers, RuleUsers, UndecidedUsers, add_user, approve_own_user,
    decide_user, get_user, get_users, rule_users, undecided_users,
};
#[cfg(feature = "ssr")]
pub use url::parse_query;
