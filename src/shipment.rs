//! A shipment as an application describes it in a check. eSecure shows it to the administrators and judges none of it.

use serde::{Deserialize, Serialize};

/// Place, as asserted by an application.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// Country, as the application writes it.
    pub country: Option<String>,
    /// City or town.
    pub city: Option<String>,
    /// Company name.
    pub company: Option<String>,
}

/// Amount of money, with the digits exactly as received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Digits with an optional decimal point.
    pub amount: String,
    /// Currency, as the application writes it.
    pub currency: String,
}

/// Shipment, as asserted by an application and stored unchanged with the request.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shipment {
    /// Reference of the shipper.
    pub reference: Option<String>,
    /// Place of collection.
    pub origin: Place,
    /// Place of delivery.
    pub destination: Place,
    /// Number of pieces.
    pub pieces: Option<u64>,
    /// Weight in kilograms.
    pub weight_kg: Option<f64>,
    /// Declared value.
    pub value: Option<Money>,
    /// Link to the draft in the application.
    pub draft: Option<String>,
}
