//! The page of one's own profile: what a person may see and change about themself.

use super::When;
use esecure::{
    Locale,
    id::{DeviceId, SessionId},
};
use serde::{Deserialize, Serialize};

/// Everything that the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfilePage {
    pub name: String,
    /// The address with which they sign in.
    pub email: String,
    pub phone: Option<String>,
    pub locale: Locale,
    /// E-mail consent ID.
    pub share_contact: bool,
    /// Single keys on the queue and the list.
    pub shortcuts: bool,
    /// How they prove themself behind a mail's link.
    pub approving: Approving,
    /// The new address that waits for its confirmation.
    pub change: Option<EmailChange>,
    /// Where they are signed in, the latest first.
    pub sessions: Vec<SessionRow>,
    /// Devices that are remembered, the latest first.
    pub devices: Vec<DeviceRow>,
}

/// How an administrator proves themself behind a mail's link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Approving {
    /// By a one-time code, or on a remembered device.
    Mail,
    /// By signing in, and by nothing else.
    SignIn,
}

impl Approving {
    /// The value of its choice in a form.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::SignIn => "sign_in",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Mail, Self::SignIn].into_iter().find(|way| way.code() == code)
    }
}

/// A new address that waits for its confirmation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailChange {
    pub email: String,
    /// When it was asked for.
    pub asked: When,
    /// Until when its latest link can be used.
    pub until: When,
    /// Whether that is over: it can be sent again, or cancelled.
    pub over: bool,
}

/// A place where somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// Names it to the server; opens nothing.
    pub id: SessionId,
    /// `Firefox on Windows`.
    pub what: String,
    pub since: When,
    pub seen: When,
    /// The one that asks.
    pub current: bool,
}

/// A remembered device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRow {
    /// Names it to the server; opens nothing.
    pub id: DeviceId,
    /// `Safari on an iPhone`.
    pub what: String,
    pub since: When,
    /// Last used for a decision.
    pub seen: When,
    pub until: When,
}

/// Asks for another address. The names are those of the inputs, unlike those of the page's other forms.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EmailForm {
    pub new_email: String,
    pub email_password: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PasswordForm {
    /// The one that holds.
    pub old_password: String,
    /// The one that is to hold.
    pub new_password: String,
}
