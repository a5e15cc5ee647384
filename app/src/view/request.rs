//! A request as administrators see it: evidence first, the requester's own words last.

use super::When;
use esecure::{
    Locale,
    id::{AccountId, RequestId},
};
use serde::{Deserialize, Serialize};

/// One thing known about a requester.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// The application says that it has authenticated the address.
    Authenticated {
        application: String,
    },
    /// The application says nothing about that.
    NotAuthenticated {
        application: String,
    },
    /// Others at the same domain are approved.
    Colleagues {
        count: u64,
        domain: String,
    },
    /// Nobody else at this domain is known.
    NoColleagues {
        domain: String,
    },
    Shipped {
        count: u64,
    },
    /// No use in 13 months.
    NeverShipped,
}

/// How a fact speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    For,
    Neutral,
}

impl Fact {
    pub const fn weight(&self) -> Weight {
        match self {
            Self::Authenticated { .. } | Self::Colleagues { .. } | Self::Shipped { .. } => Weight::For,
            Self::NotAuthenticated { .. } | Self::NoColleagues { .. } | Self::NeverShipped => Weight::Neutral,
        }
    }

    /// The sentence, the same on pages and in mails.
    pub fn sentence(&self, locale: Locale) -> String {
        use crate::locales::fact as t;
        match self {
            Self::Authenticated { application } => t::authenticated(locale, application),
            Self::NotAuthenticated { application } => t::not_authenticated(locale, application),
            Self::Colleagues { count, domain } => t::colleagues(locale, *count, domain),
            Self::NoColleagues { domain } => t::no_colleagues(locale, domain),
            Self::Shipped { count } => t::shipped(locale, *count),
            Self::NeverShipped => t::never_shipped(locale).to_owned(),
        }
    }
}

/// The shipment that waits, as the application described it. All of it may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ShipmentView {
    /// `Rotterdam, NL`.
    pub from: Option<String>,
    pub from_company: Option<String>,
    /// `Lyon, FR`.
    pub to: Option<String>,
    pub to_company: Option<String>,
    /// `4.2 kg`, in the reader's number format.
    pub weight: Option<String>,
    pub pieces: Option<u64>,
    /// `€ 1,850`.
    pub value: Option<String>,
    pub reference: Option<String>,
    /// Whether the application keeps a draft to return to.
    pub draft: bool,
}

/// Where a request stands, for a reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StateView {
    Open,
    Approved {
        by: String,
        when: When,
        /// Which way: `page`, `mail`, `list`, …
        way: String,
    },
    Rejected {
        by: String,
        when: When,
        way: String,
        /// What the requester was told.
        reason: Option<String>,
    },
    Withdrawn {
        when: When,
    },
    /// Decided by nobody in time.
    Expired {
        when: When,
    },
    Closed {
        when: When,
    },
}

impl StateView {
    /// Whether it waits for a decision.
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Open)
    }
}

/// A request in full, for administrators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestView {
    pub id: RequestId,
    /// The number people say: `Request 1042`.
    pub number: u64,
    /// The account, for links.
    pub account: AccountId,
    /// The account number: full in the portal, masked behind a mail link.
    pub account_number: String,
    pub company: String,
    /// The requester's name, as asserted by the application.
    pub name: Option<String>,
    /// The address, in full.
    pub email: String,
    /// The application that asked.
    pub application: String,
    pub facts: Vec<Fact>,
    pub shipment: ShipmentView,
    /// The requester's own words, unchecked.
    pub message: Option<String>,
    pub asked: When,
    pub attempts: u64,
    /// Administrators who were mailed.
    pub told: u64,
    /// Last day it waits.
    pub expires: String,
    pub state: StateView,
    /// The last day on which its approval holds, where it has an end.
    pub until: Option<String>,
    /// The account's time zone, in which days are meant: `Europe/Amsterdam`.
    pub zone: String,
    /// The looker's own address: others decide.
    pub own: bool,
}

impl RequestView {
    /// The name, or the address where no name is known.
    pub fn who(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.email)
    }
}
