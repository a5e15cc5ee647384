//! Request as shown to administrators: evidence first, the requester's own message last.

use crate::dto::DisplayTime;
use esecure::{
    Locale,
    id::{AccountId, RequestId, UserId},
    request::DecisionChannel,
};
use serde::{Deserialize, Serialize};

/// Evidence about a requester.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// Application asserts that it has authenticated the address.
    Authenticated {
        application: String,
    },
    /// Application asserts nothing about authentication.
    NotAuthenticated {
        application: String,
    },
    /// Other addresses of the same domain are approved.
    Colleagues {
        count: u64,
        domain: String,
    },
    /// No approved address of this domain.
    NoColleagues {
        domain: String,
    },
    Shipped {
        count: u64,
    },
    /// No use in the last 13 months.
    NeverShipped,
}

/// Weight of a fact.
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

    /// Localised sentence, shared by pages and mails.
    pub fn sentence(&self, locale: Locale) -> String {
        use i18n::fact as t;
        match self {
            Self::Authenticated { application } => t::authenticated(locale, application),
            Self::NotAuthenticated { application } => t::not_authenticated(locale, application),
            Self::Colleagues { count, domain } => t::Colleagues { n: *count, domain }.text(locale),
            Self::NoColleagues { domain } => t::no_colleagues(locale, domain),
            Self::Shipped { count } => t::shipped(locale, *count),
            Self::NeverShipped => t::never_shipped(locale).to_owned(),
        }
    }
}

/// Shipment that waits for approval, as described by the application. Every field is optional.
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
    /// True if the application keeps a draft that the shipper can return to.
    pub draft: bool,
}

/// State of a request, formatted for the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StateView {
    Open,
    Approved {
        by: String,
        when: DisplayTime,
        channel: DecisionChannel,
    },
    Rejected {
        by: String,
        when: DisplayTime,
        channel: DecisionChannel,
        /// Reason sent to the requester.
        reason: Option<String>,
    },
    Withdrawn {
        when: DisplayTime,
    },
    /// Expired without a decision.
    Expired {
        when: DisplayTime,
    },
    Closed {
        when: DisplayTime,
    },
}

impl StateView {
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Open)
    }
}

/// Full request, for administrators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestView {
    pub id: RequestId,
    /// Request number as shown: `Request 1042`.
    pub number: u64,
    /// Account identifier, for links.
    pub account: AccountId,
    /// Row of the address on the list, for links.
    pub user: UserId,
    /// Account number: full in the portal, masked behind a mail link.
    pub account_number: String,
    pub company: String,
    /// Requester's name as asserted by the application.
    pub name: Option<String>,
    pub email: String,
    /// Application that sent the request.
    pub application: String,
    pub facts: Vec<Fact>,
    pub shipment: ShipmentView,
    /// Requester's message, unverified.
    pub message: Option<String>,
    pub asked: DisplayTime,
    pub attempts: u64,
    /// Number of administrators notified by mail.
    pub told: u64,
    /// Last day before the request expires.
    pub expires: String,
    pub state: StateView,
    /// Last valid day of the approval, if it has an end.
    pub until: Option<String>,
    /// Account's time zone, which days refer to: `Europe/Amsterdam`.
    pub zone: String,
    /// Warning about the domain of the address, while the request is open.
    pub look_alike: Option<String>,
    /// True for the administrator's own address, which others decide.
    pub own: bool,
    /// For the administrator's own address: the other active administrators by name. If there is none, the address is
    /// approved on the list.
    pub deciders: Vec<String>,
}

impl RequestView {
    /// Requester's name, or the address if no name is known.
    pub fn who(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.email)
    }
}
