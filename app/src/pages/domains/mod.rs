//! `/esecure/domains`: authorised and restricted domains of the account.

mod api;
pub mod dto;
mod list;
pub mod page;
mod preview;

pub use api::{AddDomain, GetDomains, RemoveDomain, add_domain, get_domains, remove_domain};
