//! *Authorised account numbers*: addresses that used the account in 13 months, and the decisions about them.

mod decide;
mod export;
mod list;
mod refresh;
mod standing_change;

pub(super) use decide::read_note;
pub use export::Export;
pub(super) use export::delimiter;
pub use list::ListTotals;
