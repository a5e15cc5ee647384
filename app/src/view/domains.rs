//! *Domain names* (R-3.2): the two lists, and what a change would come to.

use super::When;
use esecure::{id::DomainRuleId, policy::DomainList};
use serde::{Deserialize, Serialize};

/// Both lists of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainNames {
    /// Everyone there may ship.
    pub authorised: Vec<DomainRow>,
    /// Only those may ask; an empty list lets everybody ask.
    pub may_ask: Vec<DomainRow>,
}

/// A domain name in its two forms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameView {
    /// As people read it: `münchen.example`.
    pub readable: String,
    /// As it is stored and compared: `xn--mnchen-3ya.example`. The same for a plain name.
    pub ascii: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainRow {
    pub id: DomainRuleId,
    pub name: NameView,
    /// Whether the names below it are meant too.
    pub with_subdomains: bool,
    pub by: String,
    pub when: When,
    /// What it may be mistaken for.
    pub look_alikes: Vec<LookAlike>,
}

/// Why a name may be mistaken for another. A warning, never a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LookAlike {
    /// A label mixes letters of several scripts.
    MixedScripts,
    /// It is international, and looks like a plain name.
    Ascii { name: String },
    /// It looks like a name on one of the lists, or like a mail provider.
    Listed {
        /// Which, as people read it; an international one with its other form in brackets.
        name: String,
    },
}

/// What an administrator types.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainForm {
    pub list: DomainList,
    pub domain: String,
    /// The tick: the names below it too.
    #[serde(default)]
    pub with_subdomains: bool,
}

/// A change of the lists, to be looked at before it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DomainChange {
    /// Adds an entry; for a name that is listed already, with its tick as given now.
    Add(DomainForm),
    Remove(DomainRuleId),
}

/// What a change would come to. All is told as it is while the account is enforced, whether it is now or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainPreview {
    pub list: DomainList,
    /// The name, as it will be stored and as it reads.
    pub name: NameView,
    /// With the names below it.
    pub with_subdomains: bool,
    /// What the name may be mistaken for.
    pub look_alikes: Vec<LookAlike>,
    /// Known addresses that may ship from then on.
    pub gain: Addresses,
    /// Known addresses that may no longer.
    pub lose: Addresses,
    /// Known addresses that may ask from then on, and could not before.
    pub may_ask: Addresses,
    /// Known addresses that could ask, and may no longer.
    pub may_not_ask: Addresses,
    /// Open requests that it answers with yes.
    pub approves: Addresses,
    /// The looker's own open request stays open: others decide about it.
    pub own_stays: bool,
    /// Whether the verdict counts now.
    pub enforced: bool,
}

/// How many addresses, and the first of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Addresses {
    pub count: u64,
    /// The first ones by name, as many as a page can show.
    pub first: Vec<String>,
}
