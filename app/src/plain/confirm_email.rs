//! `/confirm-email/{token}`: a profile's new address. Opening it changes nothing, and neither does a press by a
//! program that checks mail: it takes the person's own sign-in, or their password.

use super::{
    Reader,
    parts::{Input, input, page},
};
use crate::locales::{confirm_email as t, password, signin};
use leptos::prelude::*;

/// The page in one of its states. A link that was never ours is [`super::no_link`].
#[derive(Debug, Clone)]
pub enum ConfirmEmail {
    /// The button, and the password where it is needed.
    Form(ConfirmForm),
    /// This press moved the profile.
    Done {
        /// The address from now on.
        email: String,
        /// Whether whoever pressed is signed in.
        signed_in: bool,
    },
    /// Used, cancelled, replaced or expired.
    Over,
}

/// What stands on the page.
#[derive(Debug, Clone)]
pub struct ConfirmForm {
    pub token: String,
    pub email: String,
    /// The address until now, masked: the link may have reached a stranger.
    pub before: String,
    /// Whether the profile's own person is signed in, and needs no password.
    pub signed_in: bool,
    /// What is wrong with the password.
    pub problem: Option<String>,
}

/// The page behind the mail to a new address. Its form posts `password` where that is asked for, and nothing otherwise.
pub fn confirm_email(reader: &Reader, state: &ConfirmEmail) -> String {
    let locale = reader.locale;
    match state.clone() {
        ConfirmEmail::Form(form) => page(reader, t::title(locale), "slip", || {
            view! {
                <div>
                    <h1 tabindex="-1">{t::title(locale)}</h1>
                    <p>{t::lead(locale, form.before, &form.email, &reader.brand.portal)}</p>
                    <p class="muted">{t::ends(locale)}</p>
                </div>
                <form class="stack" method="post" action=format!("/confirm-email/{}", form.token) novalidate=true>
                    // The new address is the name under which a browser keeps the password from here on.
                    {(!form.signed_in).then(|| view! {
                        <div class="field">
                            <label for="username">{t::email(locale)}</label>
                            <input class="input" id="username" type="email" autocomplete="username" readonly=true
                                value=form.email.clone()/>
                        </div>
                    })}
                    {(!form.signed_in).then(|| input(Input {
                        name: "password", label: signin::password(locale), kind: "password",
                        autocomplete: "current-password", hint: Some(t::password_hint(locale).to_owned()),
                        problem: form.problem, focus: true, ..Input::default()
                    }))}
                    <button class="btn big primary full">{t::confirm(locale)}</button>
                </form>
            }
        }),
        ConfirmEmail::Done { email, signed_in } => page(reader, t::done(locale), "slip", || {
            let (href, label) = match signed_in {
                true => ("/profile", t::to_profile(locale)),
                false => ("/sign-in", password::to_sign_in(locale)),
            };
            view! {
                <div role="status"><h1 tabindex="-1">{t::done(locale)}</h1><p>{t::done_text(locale, email)}</p></div>
                <a class="btn big primary full" href=href>{label}</a>
            }
        }),
        ConfirmEmail::Over => page(reader, password::over(locale), "slip", || {
            view! {
                <div><h1 tabindex="-1">{password::over(locale)}</h1><p class="muted">{t::over_text(locale)}</p></div>
                <a class="btn big primary full" href="/profile">{t::to_profile(locale)}</a>
            }
        }),
    }
}
