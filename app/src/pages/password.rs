//! `/reset-password` requests a reset mail and always gives the same answer; `/create-password/{token}` sets the
//! password and completes the profile.

use crate::{
    error::Problem,
    routes,
    standalone::{
        PageContext,
        document::{described, hint, page, problem, show_password},
    },
    ui::{Field, Glyph, Icon, Notice, Tone},
};
use esecure::Locale;
use i18n::{common, password as t, plain, signin};
use leptos::{either::Either, prelude::*};
use serde::{Deserialize, Serialize};

/// Minimum length named in the hint.
const SHORTEST: u64 = 15;

/// States of `/reset-password`.
#[derive(Debug, Clone)]
pub enum ResetPassword {
    Ask {
        /// Address as typed.
        email: String,
        problem: Option<ResetProblem>,
    },
    /// Confirmation; the same whether or not the address has a profile.
    Sent {
        /// Address as typed; `None` once the confirmation was loaded again.
        email: Option<String>,
    },
}

/// Reason no mail is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResetProblem {
    Address,
    /// Rate limit of the client's network.
    TooMany {
        /// Minutes to wait, rounded up.
        minutes: u64,
    },
}

/// Renders the page. Its form posts `email` to `/reset-password`.
pub fn reset_password(reader: &PageContext, state: &ResetPassword) -> String {
    let locale = reader.locale;
    match state.clone() {
        ResetPassword::Sent { email } => page(reader, t::sent(locale), "slip", || {
            let text = match email {
                Some(email) => t::reset_sent(locale, email),
                None => t::reset_sent_again(locale).to_owned(),
            };
            view! {
                <section class="card"><div class="pad">
                    {sent(t::sent(locale), text)}
                    <div class="then">
                        <p>{t::reset_spam(locale)}</p>
                        <a class="btn full" href=routes::RESET_PASSWORD>{t::reset_again(locale)}</a>
                    </div>
                </div></section>
                <p class="under"><a href=routes::SIGN_IN>{t::to_sign_in(locale)}</a></p>
            }
        }),
        ResetPassword::Ask { email, problem } => page(reader, t::reset(locale), "slip", || {
            let too_many = match problem {
                Some(ResetProblem::TooMany { minutes }) => Some(minutes),
                _ => None,
            };
            let wrong = (problem == Some(ResetProblem::Address)).then(|| t::reset_address(locale).to_owned());
            view! {
                <section class="card"><div class="pad">
                    <div><h1 tabindex="-1">{t::reset(locale)}</h1><p class="muted">{t::reset_lead(locale)}</p></div>
                    {too_many.map(|minutes| view! {
                        <Notice is=Tone::Rejected title=signin::too_many(locale) refusal=true>
                            <p>{signin::too_many_text(locale, minutes)}</p>
                        </Notice>
                    })}
                    <form class="stack" method="post" action=routes::RESET_PASSWORD novalidate=true>
                        <Field name="email" label=signin::email(locale) kind="email" value=email autocomplete="username"
                            error=ArcSignal::stored(wrong) autofocus=true/>
                        <button class="btn big primary full">{t::reset_send(locale)}</button>
                    </form>
                </div></section>
                <p class="under"><a href=routes::SIGN_IN>{t::to_sign_in(locale)}</a></p>
            }
        }),
    }
}

/// Confirmation that a mail was sent.
fn sent(title: &'static str, text: String) -> impl IntoView {
    view! {
        <div class="sent" role="status">
            <span class="round"><Icon of=Glyph::Mail/></span>
            <h1 tabindex="-1">{title}</h1>
            <p>{text}</p>
        </div>
    }
}

/// States of `/create-password/{token}`. An unknown token shows [`crate::standalone::error::no_link`].
#[derive(Debug, Clone)]
pub enum CreatePassword {
    Form(CreateForm),
    /// Link used or expired; a new one can be sent.
    Over {
        /// Token of the old link.
        token: String,
    },
    /// New link was sent.
    Sent,
}

/// Contents of the form: as submitted, otherwise from the profile.
#[derive(Debug, Clone)]
pub struct CreateForm {
    pub token: String,
    /// Address of the profile, read-only.
    pub email: String,
    pub name: String,
    pub phone: String,
    pub language: Locale,
    /// Errors of the fields `name`, `phone`, `locale` or `password`.
    pub problems: Vec<Problem>,
}

/// Renders the page behind the *Create password* mail. The form posts `name`, `phone`, `locale` and `password`; the
/// button of an old link posts `step=resend`.
pub fn create_password(reader: &PageContext, state: &CreatePassword) -> String {
    let locale = reader.locale;
    match state {
        CreatePassword::Form(form) => page(reader, t::title(locale), "slip", || create_form(reader, form.clone())),
        CreatePassword::Over { token } => page(reader, t::over(locale), "slip", || {
            view! {
                <section class="card"><div class="pad">
                    <div><h1 tabindex="-1">{t::over(locale)}</h1><p class="muted">{t::over_text(locale)}</p></div>
                    <form class="stack" method="post" action=address(token)>
                        <input type="hidden" name="step" value="resend"/>
                        <button class="btn big primary full">{t::resend(locale)}</button>
                    </form>
                </div></section>
                <p class="under"><a href=routes::SIGN_IN>{t::to_sign_in(locale)}</a></p>
            }
        }),
        CreatePassword::Sent => page(reader, t::sent(locale), "slip", || {
            view! {
                <section class="card"><div class="pad">{sent(t::sent(locale), t::sent_text(locale).to_owned())}</div></section>
            }
        }),
    }
}

pub(crate) fn address(token: &str) -> String {
    routes::with_token(routes::CREATE_PASSWORD, token)
}

fn create_form(reader: &PageContext, form: CreateForm) -> impl IntoView + use<> {
    let locale = reader.locale;
    let portal = reader.brand.portal.clone();
    let wrong = |field: &str| {
        let found = form.problems.iter().find(|p| p.field == field);
        found.map(|p| p.text.clone())
    };
    // Focuses the first field with an error, or else the first empty one.
    let first = match form.problems.first() {
        Some(first) => first.field.clone(),
        None if form.name.is_empty() => "name".to_owned(),
        None => "password".to_owned(),
    };
    view! {
        <section class="card"><div class="pad">
        <div><h1 tabindex="-1">{t::title(locale)}</h1><p class="muted">{t::lead(locale, portal)}</p></div>
        {summary(&form.problems, locale)}
        <form class="stack" method="post" action=address(&form.token) novalidate=true>
            <div class="field">
                <label for="username">{signin::email(locale)}</label>
                <input class="input" id="username" type="email" autocomplete="username" readonly=true
                    value=form.email.clone() aria-describedby="username-hint"/>
                {hint("username", Some(t::email_hint(locale).to_owned()))}
            </div>
            <Field name="name" label=t::name(locale) value=form.name.clone() autocomplete="name" error=ArcSignal::stored(wrong("name"))
                autofocus=first == "name"/>
            <Field name="phone" label=t::phone(locale) kind="tel" value=form.phone.clone() autocomplete="tel"
                hint=t::phone_hint(locale) optional=common::optional(locale) error=ArcSignal::stored(wrong("phone"))
                autofocus=first == "phone"/>
            {language(form.language, wrong("locale"), locale)}
            <Field name="password" label=t::password(locale) kind="password" autocomplete="new-password"
                hint=t::password_hint(locale, SHORTEST) error=ArcSignal::stored(wrong("password")) autofocus=first == "password"/>
            <button class="btn big primary full">{t::save(locale)}</button>
        </form>
        </div></section>
        {show_password(reader)}
    }
}

/// Language select. Each language is named in itself, for readers who do not know the current one.
fn language(chosen: Locale, wrong: Option<String>, locale: Locale) -> impl IntoView {
    let choices = Locale::ALL.map(|l| {
        view! { <option value=l.code() lang=l.code() selected={l == chosen}>{plain::own_language(l)}</option> }
    });
    view! {
        <div class="field">
            <label for="locale">{t::language(locale)}</label>
            <select class="input" id="locale" name="locale" aria-describedby=described("locale", true, wrong.is_some())
                aria-invalid=wrong.is_some().then_some("true")>{choices.collect_view()}</select>
            {hint("locale", Some(t::language_hint(locale).to_owned()))}
            {problem("locale", wrong)}
        </div>
    }
}

/// Error summary with links to the fields.
fn summary(problems: &[Problem], locale: Locale) -> impl IntoView + use<> {
    if problems.is_empty() {
        return Either::Left(());
    }
    let count = problems.len() as u64;
    let entries =
        problems.iter().map(|p| view! { <li><a href=format!("#{}", p.field)>{p.text.clone()}</a></li> }).collect_view();
    Either::Right(view! {
        <Notice is=Tone::Rejected icon=Glyph::Alert title=plain::fields(locale, count) refusal=true>
            <ul role="list">{entries}</ul>
        </Notice>
    })
}
