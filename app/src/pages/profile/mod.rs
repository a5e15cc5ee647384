//! The person's own details: name, phone, language, and whether requesters see them.

mod api;

use crate::{
    AppError,
    error::Problem,
    locales::{common, profile as t},
    pages::frame::{Failed, viewers},
    ui::{Check, ErrorNotice, Field, Form, Heading, Notice, Tone, Typed, flag, later, locale, piece},
    view::Viewer,
};
pub use api::{SaveProfile, save_profile};
use esecure::Locale;
use leptos::{html, prelude::*};
use leptos_meta::Title;

/// `/profile`
#[component]
pub fn ProfilePage() -> impl IntoView {
    let locale = locale();
    let viewers = viewers();
    let save = ServerAction::<SaveProfile>::new();
    Effect::new(move |_| {
        if let Some(Ok(saved)) = save.value().get() {
            if saved == locale {
                viewers.refetch();
            } else {
                // The server renders the language: all of the page comes anew.
                let _ = window().location().reload();
            }
        }
    });
    view! {
        <Title text=t::title(locale)/>
        <div class="profile">
            <div class="head"><div><Heading>{t::title(locale)}</Heading><p>{t::lead(locale)}</p></div></div>
            <Transition>
                {later(move || async move {
                    match viewers.await {
                        Ok(Some(viewer)) => view! { <Fields viewer save/> }.into_any(),
                        Ok(None) => view! { <Failed error=AppError::SignedOut/> }.into_any(),
                        Err(error) => view! { <Failed error/> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Fields(viewer: Viewer, save: ServerAction<SaveProfile>) -> impl IntoView {
    let locale = locale();
    let pending = save.pending();
    let wrong = move |field: &'static str| {
        ArcSignal::derive(move || {
            let value = save.value().read();
            let error = value.as_ref()?.as_ref().err()?;
            error.of(field).map(str::to_owned)
        })
    };
    let word = piece(move || if pending.get() { common::saving(locale) } else { common::save(locale) });
    let languages = Locale::ALL.map(|language| {
        let name = match language {
            Locale::En => "English",
            Locale::Nl => "Nederlands",
        };
        view! { <option value=language.code() lang=language.code() selected=language == viewer.locale>{name}</option> }
    });
    view! {
        <Form action=save read attr:class="card" attr:novalidate=true>
            <div class="pad">
                <Said save/>
                <Field name="email" label=t::email(locale) kind="email" value=viewer.email hint=t::email_hint(locale)
                    autocomplete="username" readonly=true/>
                <Field name="name" label=t::name(locale) value=viewer.name error=wrong("name") autocomplete="name" max=80 required=true/>
                <Field name="phone" label=t::phone(locale) kind="tel" value=viewer.phone.unwrap_or_default() hint=t::phone_hint(locale)
                    error=wrong("phone") autocomplete="tel" max=40/>
                <div class="field">
                    <label for="locale">{t::language(locale)}</label>
                    <span class="hint" id="locale-hint">{t::language_hint(locale)}</span>
                    <select class="input" id="locale" name="locale" aria-describedby="locale-hint">
                        {languages.into_iter().collect::<Vec<_>>()}
                    </select>
                </div>
                <fieldset>
                    <legend>{t::contact(locale)}</legend>
                    <Check name="share_contact" checked=viewer.share_contact label=t::share(locale) hint=t::share_text(locale)/>
                </fieldset>
                <Check name="shortcuts" checked=viewer.shortcuts label=t::shortcuts(locale)/>
                <p class="btns">
                    <button class="btn primary" type="submit" aria-busy=flag(move || pending.get().then_some("true"))>{word}</button>
                </p>
            </div>
        </Form>
    }
}

fn read(typed: &Typed) -> Option<SaveProfile> {
    Some(SaveProfile {
        name: typed.text("name"),
        phone: typed.text("phone"),
        locale: typed.text("locale"),
        share_contact: typed.ticked("share_contact"),
        shortcuts: typed.ticked("shortcuts"),
    })
}

/// What the last press brought. A refusal takes the focus, and leads to each field it is about.
#[component]
fn Said(save: ServerAction<SaveProfile>) -> impl IntoView {
    let locale = locale();
    let said = NodeRef::<html::Div>::new();
    Effect::new(move |before: Option<()>| {
        // Not what the page came with: that is read where it stands.
        if let (Some(()), Some(Err(_)), Some(said)) = (before, save.value().get(), said.get_untracked()) {
            let _ = said.focus();
        }
    });
    let outcome = piece(move || {
        save.value().get().map(|outcome| match outcome {
            Ok(_) => view! { <Notice is=Tone::Approved title=t::saved_text(locale)/> }.into_any(),
            Err(AppError::Invalid(problems)) if problems.iter().all(|problem| !problem.field.is_empty()) => {
                view! { <Refused problems/> }.into_any()
            }
            Err(error) => view! { <ErrorNotice error locale here="/profile"/> }.into_any(),
        })
    });
    view! { <div class="said" tabindex="-1" node_ref=said>{outcome}</div> }
}

#[component]
fn Refused(problems: Vec<Problem>) -> impl IntoView {
    let links = problems.into_iter().map(|problem| {
        // The router would not move the focus to the field.
        view! { <li><a href=format!("#{}", problem.field) rel="external">{problem.text}</a></li> }
    });
    view! {
        <Notice is=Tone::Rejected title=common::check_fields(locale()) refusal=true>
            <ul role="list">{links.collect::<Vec<_>>()}</ul>
        </Notice>
    }
}
