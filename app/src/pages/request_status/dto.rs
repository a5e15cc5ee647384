//! Status page for the requester.

use crate::{dto::DisplayTime, pages::queue::request_dto::StateView};

/// Administrator who shares contact details.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
}

/// Data of the page `/r/{token}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusPage {
    /// Token of this page, for its live stream's URL.
    pub token: String,
    /// Row version; the live stream compares it.
    pub version: i64,
    /// `•••••8204`.
    pub account_number: String,
    /// Application that sent the request.
    pub application: String,
    pub reference: Option<String>,
    /// URL of the shipment draft, to continue once approved.
    pub draft: Option<String>,
    pub asked: DisplayTime,
    /// Number of administrators notified by mail, and the time.
    pub told: (u64, DisplayTime),
    pub expires: DisplayTime,
    /// State of the request. `by` is empty unless the deciding administrator consented to be named.
    pub state: StateView,
    /// Requester's message.
    pub message: Option<String>,
    /// Administrators who share contact details.
    pub contacts: Vec<Contact>,
    /// Number of active administrators who do not share them.
    pub silent: u64,
    /// Token of the status page of a newer request by the same address.
    pub newer: Option<String>,
}
