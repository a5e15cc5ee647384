//! Server functions of the profile.

use super::dto::{Approving, ProfilePage};
#[cfg(feature = "ssr")]
use super::dto::{EmailForm, PasswordForm, ProfileForm};
use crate::{AppError, client::PageClient, wire::PostcardPost};
#[cfg(feature = "ssr")]
use crate::{
    backend::backend,
    session::{StatusResponder, signed_in},
};
use esecure::id::{DeviceId, SessionId};
use leptos::prelude::*;

/// Returns the profile of the signed-in person, with its sessions and devices.
#[server(prefix = "/fn", endpoint = "profile", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn get_profile() -> Result<ProfilePage, AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let who = signed_in()?;
    answer.finish(backend.profile(&who.person, &who.session).await)
}

/// stores name, phone number, language, E-mail consent ID and keyboard shortcuts.
#[server(prefix = "/fn", endpoint = "save-profile", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn save_profile(
    name: String,
    #[server(default)] phone: String,
    /// Code of the language.
    locale: String,
    /// E-mail consent ID.
    #[server(default)]
    share_contact: bool,
    #[server(default)] shortcuts: bool,
) -> Result<(), AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let who = signed_in()?;
    let form = ProfileForm { name, phone, locale, share_contact, shortcuts };
    answer.finish(backend.save_profile(&who.person, form).await)
}

/// stores the authentication required behind a mail link.
#[server(prefix = "/fn", endpoint = "save-approving", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn save_approving(approving: Approving) -> Result<(), AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let who = signed_in()?;
    answer.finish(backend.save_approving(&who.person, approving).await)
}

/// mails a confirmation link to the new address, after checking the password.
#[server(prefix = "/fn", endpoint = "change-email", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn change_email(
    new_email: String,
    /// The current password.
    email_password: String,
) -> Result<(), AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let who = signed_in()?;
    answer.finish(backend.change_email(&who.person, EmailForm { new_email, email_password }).await)
}

/// mails the confirmation link of the pending change of address again.
#[server(prefix = "/fn", endpoint = "resend-email-change", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn resend_email_change() -> Result<(), AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let who = signed_in()?;
    answer.finish(backend.resend_email_change(&who.person).await)
}

/// cancels the pending change of address.
#[server(prefix = "/fn", endpoint = "cancel-email-change", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn cancel_email_change() -> Result<(), AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let who = signed_in()?;
    answer.finish(backend.cancel_email_change(&who.person).await)
}

/// changes the password, after checking the current one, and ends all other sessions.
#[server(prefix = "/fn", endpoint = "change-password", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn change_password(old_password: String, new_password: String) -> Result<(), AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let who = signed_in()?;
    let form = PasswordForm { old_password, new_password };
    answer.finish(backend.change_password(&who.person, &who.session, form).await)
}

/// ends one session of the person.
#[server(prefix = "/fn", endpoint = "end-session", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn end_session(id: SessionId) -> Result<(), AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let who = signed_in()?;
    answer.finish(backend.end_session(&who.person, &id).await)
}

/// ends all sessions of the person except the one of this request.
#[server(prefix = "/fn", endpoint = "end-other-sessions", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn end_other_sessions() -> Result<(), AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let who = signed_in()?;
    answer.finish(backend.end_other_sessions(&who.person, &who.session).await)
}

/// forgets a remembered device.
#[server(prefix = "/fn", endpoint = "forget-device", input = PostcardPost, output = PostcardPost, client = PageClient)]
pub async fn forget_device(id: DeviceId) -> Result<(), AppError> {
    let (backend, answer) = (backend()?, StatusResponder::from_context());
    let who = signed_in()?;
    answer.finish(backend.forget_device(&who.person, &id).await)
}
