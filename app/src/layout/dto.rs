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
