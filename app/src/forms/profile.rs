//! The person's own details: name, phone, language, and whether requesters see them.

use super::{Posted, posted::SignedOut, posted::done};
use crate::{
    locales::{common, profile as t},
    pages::frame::{Failed, viewers},
    plain::parts::{Input, input},
    ui::{Check, Heading, later, locale},
    view::Viewer,
};
use esecure::Locale;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/profile`
#[component]
pub(super) fn ProfilePage() -> impl IntoView {
    let locale = locale();
    let viewers = viewers();
    view! {
        <Title text=t::title(locale)/>
        <div class="profile">
            <div class="head"><div><Heading>{t::title(locale)}</Heading><p>{t::lead(locale)}</p></div></div>
            {done(|what| (what == "saved").then(|| t::saved_text(locale).to_owned()))}
            <Suspense>
                {later(move || async move {
                    match viewers.await {
                        Ok(Some(viewer)) => view! { <Details viewer/> }.into_any(),
                        Ok(None) => view! { <SignedOut/> }.into_any(),
                        Err(error) => view! { <Failed error/> }.into_any(),
                    }
                })}
            </Suspense>
        </div>
    }
}

#[component]
fn Details(viewer: Viewer) -> impl IntoView {
    let locale = locale();
    let posted = Posted::here();
    let spoken = Locale::from_tag(&posted.value("locale", viewer.locale.code())).unwrap_or(viewer.locale);
    let languages = Locale::ALL.map(|language| {
        let name = match language {
            Locale::En => "English",
            Locale::Nl => "Nederlands",
        };
        view! { <option value=language.code() lang=language.code() selected=language == spoken>{name}</option> }
    });
    let share = posted.ticked("share_contact", viewer.share_contact);
    view! {
        <form class="card" method="post" action="/profile" novalidate>
            <div class="pad">
                {posted.refusal()}
                {input(Input {
                    name: "email", label: t::email(locale), kind: "email", value: viewer.email, autocomplete: "username",
                    hint: Some(t::email_hint(locale).to_owned()), readonly: true, ..Input::default()
                })}
                {input(Input {
                    name: "name", label: t::name(locale), kind: "text", value: posted.value("name", &viewer.name),
                    autocomplete: "name", problem: posted.problem("name"), max: Some(80), ..Input::default()
                })}
                {input(Input {
                    name: "phone", label: t::phone(locale), kind: "tel",
                    value: posted.value("phone", viewer.phone.as_deref().unwrap_or_default()), autocomplete: "tel",
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
                <p class="btns"><button class="btn primary" type="submit">{common::save(locale)}</button></p>
            </div>
        </form>
    }
}
