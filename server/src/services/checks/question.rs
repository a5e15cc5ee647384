//! Input of a check, as asserted by an application.

use esecure::{AccountNumber, EmailAddress, Locale, MultiLine, SingleLine};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone)]
pub struct Check {
    pub account: AccountNumber,
    /// The shipper's address.
    pub email: EmailAddress,
    /// Dry run: records no use and opens no request.
    pub dry_run: bool,
    /// The shipper's name, as asserted by the application.
    pub name: Option<SingleLine>,
    /// The shipper's language, as asserted by the application.
    pub locale: Option<Locale>,
    /// True if the application asserts that it has authenticated the address.
    pub authenticated: bool,
    /// The shipment, as asserted by the application.
    pub shipment: Shipment,
    /// The shipper's message to the administrators.
    pub message: Option<MultiLine>,
}

/// A place, as asserted by an application.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    pub country: Option<String>,
    pub city: Option<String>,
    pub company: Option<String>,
}

/// An amount of money, with the digits exactly as received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Digits with an optional decimal point.
    pub amount: String,
    pub currency: String,
}

/// A shipment, as asserted by an application and stored unchanged with the request.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shipment {
    pub reference: Option<String>,
    pub origin: Place,
    pub destination: Place,
    pub pieces: Option<u64>,
    pub weight_kg: Option<f64>,
    pub value: Option<Money>,
    /// Link to the draft in the application.
    pub draft: Option<String>,
}
