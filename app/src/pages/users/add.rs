//! An address that may ship before it ever has: approved by hand, perhaps until a day.

use super::{AddUser, Board};
use crate::{
    AppError,
    locales::{common, users as t},
    pages::frame::{chosen, viewers},
    ui::{Dialog, ErrorNotice, Field, Form, Glyph, Icon, Typed, command, flag, locale, piece},
};
use esecure::id::AccountId;
use leptos::{html, prelude::*};

const FIELDS: [&str; 4] = ["email", "name", "until", "note"];

/// The button that opens the form.
#[component]
pub(super) fn AddButton(open: RwSignal<bool>) -> impl IntoView {
    let press = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        open.set(true);
    };
    view! {
        <button class="btn primary" type="button" {..command("add", "show-modal")} on:click=press>
            <Icon of=Glyph::Plus/>{t::add(locale())}
        </button>
    }
}

/// The form.
#[component]
pub(super) fn Add(open: RwSignal<bool>, board: Board) -> impl IntoView {
    let locale = locale();
    let (chosen, viewers) = (chosen(), viewers());
    let action = ServerAction::<AddUser>::new();
    // The page itself shows a refusal that came by address.
    action.clear();
    let email = NodeRef::<html::Input>::new();
    let error = move || action.value().get().and_then(Result::err);
    Effect::new(move |_| match action.value().get() {
        Some(Ok(row)) => {
            open.set(false);
            board.said.set(t::approved(locale, &row.email));
            board.outcome.set(Some((t::approved(locale, &row.email), Vec::new())));
            if let Some(form) = email.get_untracked().and_then(|email| email.form()) {
                form.reset();
            }
            action.clear();
            board.page.refetch();
            viewers.refetch();
        }
        Some(Err(error)) => super::focus(FIELDS.into_iter().find(|field| error.of(field).is_some()).unwrap_or("email")),
        None => {}
    });
    let wrong = move |field: &'static str| ArcSignal::derive(move || error()?.of(field).map(str::to_owned));
    let other = piece(move || {
        let elsewhere = |error: &AppError| FIELDS.iter().all(|field| error.of(field).is_none());
        error().filter(elsewhere).map(|error| view! { <ErrorNotice error locale/> }.into_any())
    });
    let account = piece(move || {
        chosen.get().map(|id| view! { <input type="hidden" name="account" value=id.to_string()/> }.into_any())
    });
    let go = piece(move || if action.pending().get() { t::approving(locale) } else { common::approve(locale) });
    view! {
        <Dialog id="add" open>
            <Form action read attr:novalidate=true>
                {account}
                <h2 id="add-title">{t::add_title(locale)}</h2>
                <p>{t::add_follows(locale)}</p>
                {other}
                <Field name="email" kind="email" label=t::add_email(locale) error=wrong("email") max=254 required=true node_ref=email/>
                <Field name="name" label=t::add_name(locale) error=wrong("name") max=80/>
                <Field name="until" kind="date" label=t::until(locale) hint=t::until_hint(locale) error=wrong("until")/>
                <Field name="note" label=t::note(locale) hint=t::note_hint(locale) error=wrong("note")/>
                <div class="btns">
                    <button class="btn" type="button" {..command("add", "close")} on:click=move |_| open.set(false)>{common::cancel(locale)}</button>
                    <button class="btn primary" type="submit" aria-busy=flag(move || action.pending().get().then_some("true"))>{go}</button>
                </div>
            </Form>
        </Dialog>
    }
}

fn read(typed: &Typed) -> Option<AddUser> {
    Some(AddUser {
        account: AccountId::parse(&typed.text("account")),
        email: typed.text("email"),
        name: typed.text("name"),
        until: typed.text("until"),
        note: typed.text("note"),
    })
}
