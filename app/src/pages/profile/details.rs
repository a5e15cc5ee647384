//! Name, phone, language, E-mail consent ID, and keyboard shortcuts.

use super::{api::SaveProfile, dto::ProfilePage};
use crate::{
    layout::{page_data, viewers},
    ui::{Check, Field, Form, FormValues, Submission, locale},
};
use esecure::Locale;
use i18n::{common, profile as t};
use leptos::prelude::*;

#[component]
pub(super) fn Details(profile: ProfilePage) -> impl IntoView {
    let locale = locale();
    let (page, viewers) = (page_data(), viewers());
    let action = ServerAction::<SaveProfile>::new();
    // The action drops its input when the answer arrives.
    let chosen = StoredValue::new(locale);
    Effect::new(move |_| {
        if let Some(language) = action.input().get().and_then(|sent| Locale::from_tag(&sent.locale)) {
            chosen.set_value(language);
        }
    });
    let form = Submission::of(action, move |()| {
        if chosen.get_value() == locale {
            viewers.refetch();
            page.done(t::saved_text(locale));
        } else {
            // All texts of the document change.
            let _ = window().location().reload();
        }
    });
    let languages = Locale::ALL.map(|language| {
        let name = match language {
            Locale::En => "English",
            Locale::Nl => "Nederlands",
        };
        view! { <option value=language.code() lang=language.code() selected=language == profile.locale>{name}</option> }
    });
    view! {
        <Form action read attr:class="card" attr:novalidate=true attr:aria-labelledby="details">
            <div class="pad">
                <h2 id="details">{t::details(locale)}</h2>
                {form.notice(None)}
                <Field name="name" label=t::name(locale) value=profile.name autocomplete="name" max=80
                    error=form.problem("name")/>
                <Field name="phone" label=t::phone(locale) kind="tel" value=profile.phone.unwrap_or_default()
                    autocomplete="tel" hint=t::phone_hint(locale) optional=common::optional(locale) max=40 error=form.problem("phone")/>
                <div class="field">
                    <label for="locale">{t::language(locale)}</label>
                    <span class="hint" id="locale-hint">{t::language_hint(locale)}</span>
                    <select class="input" id="locale" name="locale" aria-describedby="locale-hint">
                        {languages.into_iter().collect::<Vec<_>>()}
                    </select>
                </div>
                <fieldset>
                    <legend>{t::contact(locale)}</legend>
                    <Check name="share_contact" checked=profile.share_contact label=t::share(locale) hint=t::share_text(locale)/>
                </fieldset>
                <fieldset>
                    <legend>{t::keys(locale)}</legend>
                    <Check name="shortcuts" checked=profile.shortcuts label=t::shortcuts(locale) hint=t::shortcuts_text(locale)/>
                </fieldset>
                <p class="btns">
                    <button class="btn primary" type="submit" aria-busy=form.busy()>{common::save(locale)}</button>
                </p>
            </div>
        </Form>
    }
}

fn read(typed: &FormValues) -> Option<SaveProfile> {
    Some(SaveProfile {
        name: typed.text("name"),
        phone: typed.text("phone"),
        locale: typed.text("locale"),
        share_contact: typed.ticked("share_contact"),
        shortcuts: typed.ticked("shortcuts"),
    })
}
