//! `/sign-in`: address, password, and the page to return to.

use crate::{
    routes,
    standalone::{
        PageContext,
        document::{page, show_password},
    },
    ui::{Field, Notice, Tone},
};
use i18n::{common, signin as t};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Contents of the form.
#[derive(Debug, Clone, Default)]
pub struct SignInForm {
    /// Address as typed.
    pub email: String,
    /// Path to redirect to; the handler has checked that it is a local one.
    pub next: Option<String>,
    /// Notice above the form.
    pub note: Option<SignInNote>,
}

/// Notice of the sign-in page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignInNote {
    /// The address, the password or both are missing; shown at the fields.
    Missing {
        /// True if the password is missing.
        password: bool,
    },
    /// Wrong address or password; does not say which.
    Wrong,
    /// Rate limit of the address or of the client's network.
    TooMany {
        /// Minutes to wait, rounded up.
        minutes: u64,
    },
    /// Too many password hashes are being computed; this attempt was not checked.
    Busy,
    /// Session ended.
    SignedOut,
    /// Password was just set.
    PasswordSet,
}

/// Renders the page. The form posts `email`, `password` and an optional `next` to `/sign-in`.
pub fn sign_in(reader: &PageContext, form: &SignInForm) -> String {
    let locale = reader.locale;
    let SignInForm { email, next, note } = form.clone();
    let portal = reader.brand.portal.clone();
    page(reader, t::title(locale), "slip", || {
        let known = !email.trim().is_empty();
        let (no_email, no_password) = match note {
            Some(SignInNote::Missing { password }) => (!known, password),
            _ => (false, false),
        };
        let no_email = no_email.then(|| t::email_missing(locale).to_owned());
        let no_password = no_password.then(|| t::password_missing(locale).to_owned());
        view! {
            <section class="card"><div class="pad">
                <div><h1 tabindex="-1">{t::title(locale)}</h1><p class="muted">{t::lead(locale, portal)}</p></div>
                {note.and_then(|note| notice(note, locale))}
                <form class="stack" method="post" action=routes::SIGN_IN novalidate=true>
                    {next.map(|next| view! { <input type="hidden" name="next" value=next/> })}
                    <Field name="email" label=t::email(locale) kind="email" value=email autocomplete="username"
                        error=ArcSignal::stored(no_email) autofocus=!known/>
                    <Field name="password" label=t::password(locale) kind="password" autocomplete="current-password"
                        error=ArcSignal::stored(no_password) autofocus=known/>
                    <button class="btn big primary full">{common::sign_in(locale)}</button>
                </form>
            </div></section>
            <p class="under"><a href=routes::RESET_PASSWORD>{t::forgot(locale)}</a></p>
            {show_password(reader)}
        }
    })
}

fn notice(note: SignInNote, locale: esecure::Locale) -> Option<impl IntoView> {
    let (is, title, text, refusal) = match note {
        SignInNote::Missing { .. } => return None,
        SignInNote::Wrong => (Tone::Rejected, t::wrong(locale), t::wrong_text(locale).to_owned(), true),
        SignInNote::TooMany { minutes } => {
            (Tone::Rejected, t::too_many(locale), t::too_many_text(locale, minutes), true)
        }
        SignInNote::Busy => (Tone::Pending, t::busy(locale), t::busy_text(locale).to_owned(), true),
        SignInNote::SignedOut => {
            (Tone::Pending, common::error::signed_out(locale), t::signed_out_text(locale).to_owned(), false)
        }
        SignInNote::PasswordSet => (Tone::Approved, t::set(locale), t::set_text(locale).to_owned(), false),
    };
    Some(view! { <Notice is title refusal><p>{text}</p></Notice> })
}
