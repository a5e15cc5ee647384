//! Authentication behind a mail link.

use super::{dto::Approving, page::HERE};
use crate::{
    forms::{PRESSED, Posted},
    ui::{Check, PageProfile, locale},
};
use i18n::{common, profile as t};
use leptos::prelude::*;

#[component]
pub(super) fn Way(approving: Approving) -> impl IntoView {
    let locale = locale();
    view! {
        <form class="card" method="post" action=HERE aria-labelledby="approving">
            <PageProfile/>
            <div class="pad">
                <h2 id="approving">{t::approving(locale)}</h2>
                {Posted::by("approving").refusal()}
                <fieldset>
                    <legend class="sr">{t::approving(locale)}</legend>
                    <Check kind="radio" name="approving" value=Approving::Mail.code() checked=approving == Approving::Mail
                        label=t::approving_mail(locale) hint=t::approving_mail_text(locale)/>
                    <Check kind="radio" name="approving" value=Approving::SignIn.code() checked=approving == Approving::SignIn
                        label=t::approving_sign_in(locale) hint=t::approving_sign_in_text(locale)/>
                </fieldset>
                <p class="btns">
                    <button class="btn" type="submit" name=PRESSED value="approving">{common::save(locale)}</button>
                </p>
            </div>
        </form>
    }
}
