//! Address and password used to sign in. Changing either requires the current password; the forms open on demand.

use super::{
    api::{CancelEmailChange, ChangeEmail, ChangePassword, ResendEmailChange},
    dto::EmailChange,
};
use crate::{
    layout::page_data,
    ui::{Field, Form, FormValues, Notice, Submission, Time, Tone, locale, opened_by_server},
};
use i18n::profile as t;
use leptos::prelude::*;

/// Address, and a pending change.
#[component]
pub(super) fn Address(email: String, change: Option<EmailChange>) -> impl IntoView {
    let locale = locale();
    let page = page_data();
    let action = ServerAction::<ChangeEmail>::new();
    let form = Submission::of(action, move |()| page.done(t::done_email(locale)));
    view! {
        <section class="card" aria-labelledby="email">
            <div class="pad">
                <h2 id="email">{t::email(locale)}</h2>
                <p>{t::email_now(locale)}" "<b class="mono">{email.clone()}</b></p>
                {change.map(|change| view! { <Waiting change/> }.into_any())}
                {opened_by_server(view! { <details class="demand" id="change-email">
                    <summary class="btn">{t::change_email(locale)}</summary>
                    <Form action read=read_email clear=true attr:novalidate=true>
                        {form.notice(None)}
                        // Username for password managers.
                        <input type="text" autocomplete="username" value=email readonly hidden/>
                        <Field name="new_email" label=t::new_email(locale) kind="email" autocomplete="email"
                            hint=t::new_email_hint(locale) error=form.problem("new_email")/>
                        <Field name="email_password" label=t::password_now(locale) kind="password"
                            autocomplete="current-password" error=form.problem("email_password")/>
                        <p class="btns"><button class="btn primary" type="submit" aria-busy=form.busy()>{t::change_email(locale)}</button></p>
                    </Form>
                </details> }, form.is_refused())}
            </div>
        </section>
    }
}

fn read_email(typed: &FormValues) -> Option<ChangeEmail> {
    Some(ChangeEmail { new_email: typed.text("new_email"), email_password: typed.text("email_password") })
}

#[component]
fn Waiting(change: EmailChange) -> impl IntoView {
    let locale = locale();
    let page = page_data();
    let resend = ServerAction::<ResendEmailChange>::new();
    let resent = Submission::of(resend, move |()| page.done(t::done_resend(locale)));
    let cancel = ServerAction::<CancelEmailChange>::new();
    let cancelled = Submission::of(cancel, move |()| page.done(t::done_cancel(locale)));
    let until = if change.over {
        t::change_over(locale).into_any()
    } else {
        view! { {t::change_until(locale)}" "<Time when=change.until/> }.into_any()
    };
    view! {
        <Notice is=Tone::Pending title=t::change_waits(locale, change.email)>
            <p>{until}</p>
            <div class="btns">
                <Form action=resend read=read_resend>
                    <button class="btn small" type="submit" aria-busy=resent.busy()>{t::resend(locale)}</button>
                </Form>
                <Form action=cancel read=read_cancel>
                    <button class="btn small quiet" type="submit" aria-busy=cancelled.busy()>{t::cancel_change(locale)}</button>
                </Form>
            </div>
        </Notice>
        {resent.notice(None)}
        {cancelled.notice(None)}
    }
}

fn read_resend(_: &FormValues) -> Option<ResendEmailChange> {
    Some(ResendEmailChange {})
}

fn read_cancel(_: &FormValues) -> Option<CancelEmailChange> {
    Some(CancelEmailChange {})
}

#[component]
pub(super) fn Password(email: String) -> impl IntoView {
    let locale = locale();
    let page = page_data();
    let action = ServerAction::<ChangePassword>::new();
    let form = Submission::of(action, move |()| page.done(t::done_password(locale)));
    view! {
        <section class="card" aria-labelledby="password">
            <div class="pad">
                <h2 id="password">{t::password(locale)}</h2>
                {opened_by_server(view! { <details class="demand" id="change-password">
                    <summary class="btn">{t::change_password(locale)}</summary>
                    <Form action read=read_password clear=true attr:novalidate=true>
                        {form.notice(None)}
                        <input type="text" autocomplete="username" value=email readonly hidden/>
                        <Field name="old_password" label=t::password_now(locale) kind="password"
                            autocomplete="current-password" error=form.problem("old_password")/>
                        <Field name="new_password" label=t::new_password(locale) kind="password" autocomplete="new-password"
                            hint=t::new_password_hint(locale) error=form.problem("new_password")/>
                        <p class="btns"><button class="btn primary" type="submit" aria-busy=form.busy()>{t::change_password(locale)}</button></p>
                    </Form>
                </details> }, form.is_refused())}
            </div>
        </section>
    }
}

fn read_password(typed: &FormValues) -> Option<ChangePassword> {
    Some(ChangePassword { old_password: typed.text("old_password"), new_password: typed.text("new_password") })
}
