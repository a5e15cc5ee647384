//! The server function of the profile.
#![allow(missing_docs, reason = "the macro makes a struct of the arguments")]

use crate::{AppError, wire::Spoken};
use esecure::Locale;
use leptos::prelude::*;

/// Saves the person's own details; answers with the language that they speak from now on.
#[server(prefix = "/fn", endpoint = "save_profile", input = Spoken, output = Spoken)]
pub async fn save_profile(
    name: String,
    #[server(default)] phone: String,
    locale: String,
    #[server(default)] share_contact: bool,
    #[server(default)] shortcuts: bool,
) -> Result<Locale, AppError> {
    use crate::{
        backend::backend,
        session::{Answer, signed_in},
        view::ProfileForm,
    };
    let (who, backend, answer) = (signed_in()?, backend()?, Answer::here());
    let spoken = Locale::from_tag(&locale).unwrap_or(who.person.locale);
    let form = ProfileForm { name, phone, locale, share_contact, shortcuts };
    answer.give(backend.save_profile(&who.person, form).await)?;
    Ok(spoken)
}
