//! Authentication behind a mail link.

use super::{api::SaveApproving, dto::Approving};
use crate::{
    layout::page_data,
    ui::{Check, Form, FormValues, Submission, locale},
};
use i18n::{common, profile as t};
use leptos::prelude::*;

#[component]
pub(super) fn ApprovalMethod(approving: Approving) -> impl IntoView {
    let locale = locale();
    let page = page_data();
    let action = ServerAction::<SaveApproving>::new();
    let form = Submission::of(action, move |()| page.done(t::done_approving(locale)));
    view! {
        <Form action read attr:class="card" attr:aria-labelledby="approving">
            <div class="pad">
                <h2 id="approving">{t::approving(locale)}</h2>
                {form.notice(None)}
                <fieldset>
                    <legend class="sr">{t::approving(locale)}</legend>
                    <Check kind="radio" name="approving" value=Approving::Mail.code() checked=approving == Approving::Mail
                        label=t::approving_mail(locale) hint=t::approving_mail_text(locale)/>
                    <Check kind="radio" name="approving" value=Approving::SignIn.code() checked=approving == Approving::SignIn
                        label=t::approving_sign_in(locale) hint=t::approving_sign_in_text(locale)/>
                </fieldset>
                <p class="btns">
                    <button class="btn primary" type="submit" aria-busy=form.busy()>{common::save(locale)}</button>
                </p>
            </div>
        </Form>
    }
}

fn read(typed: &FormValues) -> Option<SaveApproving> {
    Some(SaveApproving { approving: Approving::from_code(&typed.text("approving"))? })
}
