//! *Authorised account numbers*: addresses that used the account in 13 months, and the decisions about them.

mod decide;
mod detail;
mod export;
mod history;
mod list;
mod own_address;
mod refresh;
mod standing_change;
mod totals;

pub(super) use decide::read_note;
pub use export::Export;
pub(super) use export::delimiter;
pub use totals::ListTotals;
