//! Signed-in profile, and the data of the frame around every page.

use esecure::{Locale, id::AccountId};
use serde::{Deserialize, Serialize};

/// Version of the terms on `/terms`; administrators must accept a newer version again.
pub const TERMS_VERSION: u32 = 1;

/// Account as listed in the account switcher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountChoice {
    /// Identifier used in page URLs.
    pub id: AccountId,
    pub company: String,
    /// Full account number; shown to administrators only.
    pub number: String,
    /// True if the account is enforced.
    pub enforced: bool,
    pub open: u64,
}

/// Signed-in profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    pub locale: Locale,
    /// E-mail consent ID.
    pub share_contact: bool,
    /// True if single-key shortcuts are enabled on the queue and the list.
    pub shortcuts: bool,
    /// True if the person is an administrator and has not accepted the current terms.
    pub terms_wanted: bool,
    /// Combined version of the administered accounts; live pages compare it.
    pub version: String,
    /// Administered accounts; empty until the terms are accepted.
    pub accounts: Vec<AccountChoice>,
}

/// Input of the profile form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileForm {
    pub name: String,
    /// Phone number, optional, at most 40 characters.
    pub phone: String,
    pub locale: String,
    /// E-mail consent ID.
    #[serde(default)]
    pub share_contact: bool,
    /// Enables single-key shortcuts on the queue and the list.
    #[serde(default)]
    pub shortcuts: bool,
}

/// Data of the setup page's four steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    pub account: AccountChoice,
    /// Version of the accepted terms and time of acceptance.
    pub terms: (u32, super::When),
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
