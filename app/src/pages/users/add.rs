//! An address that may ship before it ever has: approved by hand, perhaps until a day.

use super::{AddUser, Board, add_user, blame, empty, typed, wrong};
use crate::{
    AppError,
    locales::{common, users as t},
    pages::frame::{chosen, viewers},
    ui::{Dialog, Field, Glyph, Icon, command, flag, locale, piece},
};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn, task::spawn_local};

static FIELDS: [&str; 4] = ["email", "name", "until", "note"];

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
    let (pending, refused) = (RwSignal::new(false), RwSignal::new(None::<AppError>));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if pending.get_untracked() {
            return;
        }
        let [email, name, until, note] = FIELDS.map(typed);
        let added = add_user(chosen.get_untracked(), email, name, until, note);
        pending.set(true);
        refused.set(None);
        spawn_local(async move {
            let added = added.await;
            // The page may have been left meanwhile.
            if pending.try_set(false).is_some() {
                return;
            }
            match added {
                Ok(row) => {
                    open.set(false);
                    empty(&FIELDS);
                    let done = t::approved(locale, &row.email);
                    board.desk.update(|desk| (desk.done, desk.refused) = (done, Vec::new()));
                    board.page.refetch();
                    viewers.refetch();
                }
                Err(error) => {
                    super::focus(FIELDS.into_iter().find(|field| error.of(field).is_some()).unwrap_or("email"));
                    refused.set(Some(error));
                }
            }
        });
    };
    let account = piece(move || {
        chosen.get().map(|id| view! { <input type="hidden" name="account" value=id.to_string()/> }.into_any())
    });
    let go = piece(move || if pending.get() { t::approving(locale) } else { common::approve(locale) });
    view! {
        <Dialog id="add" open>
            <form action=AddUser::url() method="post" novalidate on:submit=submit>
                {account}
                <h2 id="add-title">{t::add_title(locale)}</h2>
                <p>{t::add_follows(locale)}</p>
                {blame(refused, &FIELDS)}
                <Field name="email" kind="email" label=t::add_email(locale) error=wrong(refused, "email") max=254 required=true/>
                <Field name="name" label=t::add_name(locale) error=wrong(refused, "name") max=80/>
                <Field name="until" kind="date" label=t::until(locale) hint=t::until_hint(locale) error=wrong(refused, "until")/>
                <Field name="note" label=t::note(locale) hint=t::note_hint(locale) error=wrong(refused, "note")/>
                <div class="btns">
                    <button class="btn" type="button" {..command("add", "close")} on:click=move |_| open.set(false)>{common::cancel(locale)}</button>
                    <button class="btn primary" type="submit" aria-busy=flag(move || pending.get().then_some("true"))>{go}</button>
                </div>
            </form>
        </Dialog>
    }
}
