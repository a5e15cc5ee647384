//! What the requester sees.

use super::{StateView, When};

/// An administrator who shares contact details.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
}

/// The page `/r/{token}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusPage {
    /// The page's own token, for its live address.
    pub token: String,
    /// Changes with every change; the live stream compares it.
    pub version: i64,
    /// `•••••8204`.
    pub account_number: String,
    /// The application that asked.
    pub application: String,
    pub reference: Option<String>,
    /// Where the shipment is kept, to continue once approved.
    pub draft: Option<String>,
    pub asked: When,
    /// Administrators mailed, and when.
    pub told: (u64, When),
    /// The day it expires.
    pub expires: When,
    /// Where it stands. Names of who decided are shown only where they consented; `by` is empty otherwise.
    pub state: StateView,
    /// What the requester wrote.
    pub message: Option<String>,
    /// Who shares contact details.
    pub contacts: Vec<Contact>,
    /// How many active administrators do not.
    pub silent: u64,
    /// The token of the status page of a newer request of the same address.
    pub newer: Option<String>,
}
