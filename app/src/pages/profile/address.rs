//! Address and password used to sign in. Changing either requires the current password.

use super::{dto::EmailChange, page::HERE};
use crate::{
    forms::{PRESSED, Posted},
    standalone::document::{Input, input},
    ui::{Notice, PageProfile, Time, Tone, locale},
};
use i18n::profile as t;
use leptos::prelude::*;

/// Address, and a pending change.
#[component]
pub(super) fn Address(email: String, change: Option<EmailChange>) -> impl IntoView {
    let locale = locale();
    let posted = Posted::by("email");
    view! {
        <section class="card" aria-labelledby="email">
            <div class="pad">
                <h2 id="email">{t::email(locale)}</h2>
                <p>{t::email_now(locale)}" "<b class="mono">{email.clone()}</b></p>
                {change.map(|change| view! { <Waiting change/> }.into_any())}
                {Posted::by("resend").refusal()}
                {Posted::by("cancel").refusal()}
                <form method="post" action=HERE novalidate>
                    <PageProfile/>
                    {posted.refusal()}
                    // Username for password managers.
                    <input type="text" autocomplete="username" value=email readonly hidden/>
                    {input(Input {
                        name: "new_email", label: t::new_email(locale), kind: "email", value: posted.value("new_email", ""),
                        autocomplete: "email", hint: Some(t::new_email_hint(locale).to_owned()),
                        problem: posted.problem("new_email"), ..Input::default()
                    })}
                    {input(Input {
                        name: "email_password", label: t::password_now(locale), kind: "password",
                        autocomplete: "current-password", problem: posted.problem("email_password"), ..Input::default()
                    })}
                    <p class="btns"><button class="btn" type="submit" name=PRESSED value="email">{t::change_email(locale)}</button></p>
                </form>
            </div>
        </section>
    }
}

#[component]
fn Waiting(change: EmailChange) -> impl IntoView {
    let locale = locale();
    let until = if change.over {
        t::change_over(locale).into_any()
    } else {
        view! { {t::change_until(locale)}" "<Time when=change.until/> }.into_any()
    };
    view! {
        <Notice is=Tone::Pending title=t::change_waits(locale, change.email)>
            <p>{until}</p>
            <form method="post" action=HERE class="btns">
                <PageProfile/>
                <button class="btn small" type="submit" name=PRESSED value="resend">{t::resend(locale)}</button>
                <button class="btn small quiet" type="submit" name=PRESSED value="cancel">{t::cancel_change(locale)}</button>
            </form>
        </Notice>
    }
}

#[component]
pub(super) fn Password(email: String) -> impl IntoView {
    let locale = locale();
    let posted = Posted::by("password");
    view! {
        <section class="card" aria-labelledby="password">
            <form class="pad" method="post" action=HERE novalidate>
                <PageProfile/>
                <h2 id="password">{t::password(locale)}</h2>
                {posted.refusal()}
                <input type="text" autocomplete="username" value=email readonly hidden/>
                {input(Input {
                    name: "old_password", label: t::password_now(locale), kind: "password",
                    autocomplete: "current-password", problem: posted.problem("old_password"), ..Input::default()
                })}
                {input(Input {
                    name: "new_password", label: t::new_password(locale), kind: "password", autocomplete: "new-password",
                    hint: Some(t::new_password_hint(locale).to_owned()), problem: posted.problem("new_password"),
                    ..Input::default()
                })}
                <p class="btns"><button class="btn" type="submit" name=PRESSED value="password">{t::change_password(locale)}</button></p>
            </form>
        </section>
    }
}
