//! Data of the setup page.

use crate::{dto::DisplayTime, layout::dto::AccountChoice};
use serde::{Deserialize, Serialize};

/// Data of the setup page's four steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    pub account: AccountChoice,
    /// Version of the accepted terms and time of acceptance.
    pub terms: (u32, DisplayTime),
    /// Addresses that used the account in the last 13 months.
    pub addresses: u64,
    /// Addresses among them that may ship under enforcement.
    pub may_ship: u64,
    /// Addresses among them without a decision and without an authorised domain.
    pub undecided: u64,
    /// Addresses among them that enforcement would block now.
    pub blocked: u64,
    /// Authorised domains in readable form, and the number of addresses they cover.
    pub domains: (Vec<String>, u64),
    pub administrators: u64,
    /// Administrators who are invited but not active yet.
    pub invited: u64,
    /// E-mail consent ID of the signed-in administrator.
    pub share_contact: bool,
    /// Scheduled start of enforcement, if set: `1 December, 08:00`.
    pub planned: Option<String>,
}
