//! `/confirm-email/{token}`: confirms a profile's new address. A GET changes nothing, nor does a POST by a mail
//! scanner: the person must be signed in or enter their password.

use crate::{
    routes,
    standalone::{
        PageContext,
        document::{page, show_password},
    },
    ui::Field,
};
use i18n::{confirm_email as t, password, signin};
use leptos::prelude::*;

/// States of the page. An unknown token shows [`crate::standalone::error::no_link`].
#[derive(Debug, Clone)]
pub enum ConfirmEmail {
    /// Form with the button, and the password if needed.
    Form(ConfirmForm),
    /// Address changed by this submit.
    Done {
        /// New address.
        email: String,
        /// True if the visitor is signed in.
        signed_in: bool,
    },
    /// Link used, cancelled, replaced or expired.
    Over,
}

/// Contents of the form.
#[derive(Debug, Clone)]
pub struct ConfirmForm {
    pub token: String,
    pub email: String,
    /// Previous address, masked, since the link may have reached a stranger.
    pub before: String,
    /// True if the profile's owner is signed in and needs no password.
    pub signed_in: bool,
    /// Error of the password field.
    pub problem: Option<String>,
}

/// Renders the page. The form posts `password` if that is needed, and otherwise no field.
pub fn confirm_email(reader: &PageContext, state: &ConfirmEmail) -> String {
    let locale = reader.locale;
    match state.clone() {
        ConfirmEmail::Form(form) => page(reader, t::title(locale), "slip", || {
            view! {
                <section class="card"><div class="pad">
                <div>
                    <h1 tabindex="-1">{t::title(locale)}</h1>
                    <p>{t::Lead { before: form.before, email: &form.email, portal: &reader.brand.portal }.text(locale)}</p>
                    <p class="muted">{t::ends(locale)}</p>
                </div>
                <form class="stack" method="post" action=routes::with_token(routes::CONFIRM_EMAIL, &form.token) novalidate=true>
                    // Username field: the browser saves the password under the new address.
                    {(!form.signed_in).then(|| view! {
                        <div class="field">
                            <label for="username">{t::email(locale)}</label>
                            <input class="input" id="username" type="email" autocomplete="username" readonly=true
                                value=form.email.clone()/>
                        </div>
                    })}
                    {(!form.signed_in).then(|| view! {
                        <Field name="password" label=signin::password(locale) kind="password" autocomplete="current-password"
                            hint=t::password_hint(locale) error=ArcSignal::stored(form.problem) autofocus=true/>
                    })}
                    <button class="btn big primary full">{t::confirm(locale)}</button>
                </form>
                </div></section>
                {(!form.signed_in).then(|| show_password(reader))}
            }
        }),
        ConfirmEmail::Done { email, signed_in } => page(reader, t::done(locale), "slip", || {
            let (href, label) = match signed_in {
                true => (routes::PROFILE, t::to_profile(locale)),
                false => (routes::SIGN_IN, password::to_sign_in(locale)),
            };
            view! {
                <section class="card"><div class="pad">
                    <div role="status"><h1 tabindex="-1">{t::done(locale)}</h1><p>{t::done_text(locale, email)}</p></div>
                    <a class="btn big primary full" href=href>{label}</a>
                </div></section>
            }
        }),
        ConfirmEmail::Over => page(reader, password::over(locale), "slip", || {
            view! {
                <section class="card"><div class="pad">
                    <div><h1 tabindex="-1">{password::over(locale)}</h1><p class="muted">{t::over_text(locale)}</p></div>
                    <a class="btn big primary full" href=routes::PROFILE>{t::to_profile(locale)}</a>
                </div></section>
            }
        }),
    }
}
