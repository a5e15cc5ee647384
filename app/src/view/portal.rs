//! Who is signed in, and what the frame around every page shows.

use esecure::{Locale, id::AccountId};
use serde::{Deserialize, Serialize};

/// The version of the terms that stands on `/terms`; a newer one is to be accepted again.
pub const TERMS_VERSION: u32 = 1;

/// An account as the switcher names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountChoice {
    /// In addresses of pages.
    pub id: AccountId,
    pub company: String,
    /// The number in full: administrators only.
    pub number: String,
    /// Whether the verdict counts.
    pub enforced: bool,
    pub open: u64,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    pub locale: Locale,
    /// E-mail consent ID.
    pub share_contact: bool,
    /// Whether single keys do something on the queue and the list.
    pub shortcuts: bool,
    /// Whether they hold a seat, and have not yet accepted the terms in force.
    pub terms_wanted: bool,
    /// The version of the accounts they administer; a live page compares it.
    pub version: String,
    /// The accounts they administer; empty until the terms are accepted.
    pub accounts: Vec<AccountChoice>,
}

/// What a profile's owner may change here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileForm {
    pub name: String,
    /// Phone number, may be empty, at most 40 characters.
    pub phone: String,
    pub locale: String,
    /// E-mail consent ID.
    #[serde(default)]
    pub share_contact: bool,
    /// Single keys on the queue and the list.
    #[serde(default)]
    pub shortcuts: bool,
}

/// The four steps with their numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    pub account: AccountChoice,
    /// Version and day of the accepted terms.
    pub terms: (u32, super::When),
    /// Addresses that used the account in 13 months.
    pub addresses: u64,
    /// Of them, those that may ship once enforcement is on.
    pub may_ship: u64,
    /// Of them, those without a decision and without a domain.
    pub undecided: u64,
    /// Of them, those that would be blocked if it were on now.
    pub blocked: u64,
    /// The authorised domains, as people read them, and how many of the addresses they cover.
    pub domains: (Vec<String>, u64),
    pub administrators: u64,
    /// Named, but not active yet.
    pub invited: u64,
    /// E-mail consent ID of whoever looks.
    pub share_contact: bool,
    /// When it is going to be switched on, where that is set: `1 December, 08:00`.
    pub planned: Option<String>,
}
