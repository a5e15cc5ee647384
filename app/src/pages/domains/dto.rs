//! *Domain names* (R-3.2): the two lists and the preview of a change.

use crate::{AppError, dto::DisplayTime};
use esecure::{id::DomainRuleId, policy::DomainList};
use serde::{Deserialize, Serialize};

/// Data of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainsView {
    pub names: DomainNames,
    /// Change in the page's query, with its preview or the error.
    pub change: Option<(DomainChange, Result<DomainPreview, AppError>)>,
}

/// Both domain lists of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainNames {
    /// Domains with authorised addresses: everyone there may ship.
    pub authorised: Vec<DomainRow>,
    /// Domains that may send requests; an empty list allows every domain.
    pub may_ask: Vec<DomainRow>,
}

/// Domain name in its Unicode and ASCII forms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameView {
    /// Unicode form: `münchen.example`.
    pub readable: String,
    /// ASCII form, as stored and compared: `xn--mnchen-3ya.example`. Equal to `readable` for a plain name.
    pub ascii: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainRow {
    pub id: DomainRuleId,
    pub name: NameView,
    /// True if the entry covers subdomains too.
    pub with_subdomains: bool,
    pub by: String,
    pub when: DisplayTime,
    /// Names this domain may be confused with.
    pub look_alikes: Vec<LookAlike>,
}

/// Reason a domain name may be confused with another. A warning, never a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LookAlike {
    /// A label mixes letters of several scripts.
    MixedScripts,
    /// International name that looks like a plain ASCII one.
    Ascii { name: String },
    /// Looks like a name on one of the lists, or like a mail provider.
    Listed {
        /// Unicode form of the other name; an international name has its ASCII form in brackets.
        name: String,
    },
}

/// Input of the form that adds a domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainForm {
    pub list: DomainList,
    pub domain: String,
    /// Checkbox: include subdomains.
    #[serde(default)]
    pub with_subdomains: bool,
}

/// Change of the lists, previewed before it is applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DomainChange {
    /// Adds an entry; an existing entry gets the new subdomains flag.
    Add(DomainForm),
    Remove(DomainRuleId),
}

/// Effect of a change, computed as if the account were enforced, even if it is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainPreview {
    pub list: DomainList,
    pub name: NameView,
    /// True if subdomains are included.
    pub with_subdomains: bool,
    /// Names this domain may be confused with.
    pub look_alikes: Vec<LookAlike>,
    /// Known addresses that gain permission to ship.
    pub gain: Addresses,
    /// Known addresses that lose permission to ship.
    pub lose: Addresses,
    /// Known addresses that gain permission to send requests.
    pub may_ask: Addresses,
    /// Known addresses that lose permission to send requests.
    pub may_not_ask: Addresses,
    /// Addresses with open requests that the change approves.
    pub approves: Addresses,
    /// True if the administrator's own request is affected but stays open for others to decide.
    pub own_stays: bool,
    /// True if the account is enforced now.
    pub enforced: bool,
}

/// Count of addresses and the first few of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Addresses {
    pub count: u64,
    /// First addresses by name, as many as the page shows.
    pub first: Vec<String>,
}
