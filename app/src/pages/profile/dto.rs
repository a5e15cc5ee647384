//! Profile page: data and forms of the signed-in person.

use crate::dto::DisplayTime;
use esecure::{
    Locale,
    id::{DeviceId, SessionId},
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfilePage {
    pub name: String,
    /// Address used to sign in.
    pub email: String,
    pub phone: Option<String>,
    pub locale: Locale,
    /// E-mail consent ID.
    pub share_contact: bool,
    /// True if single-key shortcuts are enabled on the queue and the list.
    pub shortcuts: bool,
    /// Authentication required behind a mail link.
    pub approving: Approving,
    /// Pending change of address.
    pub change: Option<EmailChange>,
    /// Sessions, latest first.
    pub sessions: Vec<SessionRow>,
    /// Remembered devices, latest first.
    pub devices: Vec<DeviceRow>,
}

/// Authentication of an administrator behind a mail link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approving {
    /// One-time code or a remembered device.
    Mail,
    /// Sign-in only.
    SignIn,
}

esecure::codes!(Approving { Mail = "mail", SignIn = "sign_in" });

/// Pending change of the e-mail address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailChange {
    pub email: String,
    pub asked: DisplayTime,
    /// Expiry of the latest confirmation link.
    pub until: DisplayTime,
    /// True after expiry; the link can be sent again or the change cancelled.
    pub over: bool,
}

/// Session of the signed-in person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// Database identifier; grants no access.
    pub id: SessionId,
    /// `Firefox on Windows`.
    pub what: String,
    pub since: DisplayTime,
    pub seen: DisplayTime,
    /// True for the session of this request.
    pub current: bool,
}

/// A remembered device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRow {
    /// Database identifier; grants no access.
    pub id: DeviceId,
    /// `Safari on an iPhone`.
    pub what: String,
    pub since: DisplayTime,
    /// Time of the last decision made on this device.
    pub seen: DisplayTime,
    pub until: DisplayTime,
}

/// Input of the form that changes the address. Field names are those of the inputs, unlike in the page's other forms.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EmailForm {
    pub new_email: String,
    pub email_password: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PasswordForm {
    pub old_password: String,
    pub new_password: String,
}

/// Input of the profile form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileForm {
    pub name: String,
    /// Phone number, optional, at most 40 characters.
    pub phone: String,
    pub locale: String,
    /// E-mail consent ID.
    #[serde(default)]
    pub share_contact: bool,
    /// Enables single-key shortcuts on the queue and the list.
    #[serde(default)]
    pub shortcuts: bool,
}
