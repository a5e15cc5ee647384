//! Input of a check, as asserted by an application.

use esecure::{AccountNumber, EmailAddress, Locale, MultiLine, SingleLine, shipment::Shipment};

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
