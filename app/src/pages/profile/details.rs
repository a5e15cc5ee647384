//! Name, phone, language, E-mail consent ID, and keyboard shortcuts.

use super::{dto::ProfilePage, page::HERE};
use crate::{
    forms::{PRESSED, Posted},
    standalone::document::{Input, input},
    ui::{Check, PageProfile, locale},
};
use esecure::Locale;
use i18n::{common, profile as t};
use leptos::prelude::*;

#[component]
pub(super) fn Details(profile: ProfilePage) -> impl IntoView {
    let locale = locale();
    let posted = Posted::by("details");
    let spoken = Locale::from_tag(&posted.value("locale", profile.locale.code())).unwrap_or(profile.locale);
    let languages = Locale::ALL.map(|language| {
        let name = match language {
            Locale::En => "English",
            Locale::Nl => "Nederlands",
        };
        view! { <option value=language.code() lang=language.code() selected=language == spoken>{name}</option> }
    });
    let share = posted.ticked("share_contact", profile.share_contact);
    let shortcuts = posted.ticked("shortcuts", profile.shortcuts);
    view! {
        <form class="card" method="post" action=HERE novalidate aria-labelledby="details">
            <PageProfile/>
            <div class="pad">
                <h2 id="details">{t::details(locale)}</h2>
                {posted.refusal()}
                {input(Input {
                    name: "name", label: t::name(locale), kind: "text", value: posted.value("name", &profile.name),
                    autocomplete: "name", problem: posted.problem("name"), max: Some(80), ..Input::default()
                })}
                {input(Input {
                    name: "phone", label: t::phone(locale), kind: "tel",
                    value: posted.value("phone", profile.phone.as_deref().unwrap_or_default()), autocomplete: "tel",
                    hint: Some(t::phone_hint(locale).to_owned()), problem: posted.problem("phone"), max: Some(40),
                    ..Input::default()
                })}
                <div class="field">
                    <label for="locale">{t::language(locale)}</label>
                    <select class="input" id="locale" name="locale" aria-describedby="locale-hint">
                        {languages.into_iter().collect::<Vec<_>>()}
                    </select>
                    <span class="hint" id="locale-hint">{t::language_hint(locale)}</span>
                </div>
                <fieldset>
                    <legend>{t::contact(locale)}</legend>
                    <Check name="share_contact" checked=share label=t::share(locale) hint=t::share_text(locale)/>
                </fieldset>
                <fieldset>
                    <legend>{t::keys(locale)}</legend>
                    <Check name="shortcuts" checked=shortcuts label=t::shortcuts(locale) hint=t::shortcuts_text(locale)/>
                </fieldset>
                <p class="btns">
                    <button class="btn primary" type="submit" name=PRESSED value="details">{common::save(locale)}</button>
                </p>
            </div>
        </form>
    }
}
