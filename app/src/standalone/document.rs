//! Building blocks of plain pages: the document, and form fields that keep their input.

use super::PageContext;
use crate::{
    dto::DisplayTime,
    ui::{Glyph, Icon, Mark, escape},
};
use i18n::{common, plain as t};
use leptos::prelude::*;

/// Renders a complete document. `main` runs in its own reactive owner and must render `<main id="main">`.
pub(crate) fn document<V: IntoView + 'static>(
    reader: &PageContext,
    title: &str,
    class: &'static str,
    main: impl FnOnce() -> V,
) -> String {
    let PageContext { locale, brand, pkg, .. } = reader;
    let locale = *locale;
    Owner::new().with(|| {
        view! {
            <!DOCTYPE html>
            <html lang=locale.code()>
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                    <meta name="color-scheme" content="light dark"/>
                    // Do not turn user input into links, nor send the URL with its token as a referrer to other sites.
                    <meta name="format-detection" content="telephone=no, date=no, address=no, email=no"/>
                    <meta name="referrer" content="same-origin"/>
                    <meta name="robots" content="noindex"/>
                    // `inner_html`, since a child adds a comment marker, which a title shows as text.
                    <title inner_html=escape(&format!("{title} · {}", brand.product))></title>
                    <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                    <link rel="stylesheet" href=format!("/{pkg}/standalone.css")/>
                </head>
                <body class=class>
                    <a class="skip" href="#main">{common::skip(locale)}</a>
                    <header>
                        <span class="mark"><Mark/>{brand.product.clone()}</span>
                        <span>{t::for_portal(locale, &brand.portal)}</span>
                    </header>
                    {main()}
                </body>
            </html>
        }
        .to_html()
    })
}

/// Renders a document with a plain `<main>`.
pub(crate) fn page<V: IntoView + 'static>(
    reader: &PageContext,
    title: &str,
    class: &'static str,
    content: impl FnOnce() -> V,
) -> String {
    document(reader, title, class, || view! { <main id="main">{content()}</main> })
}

/// Script that adds a button to show or hide each password of the page; without script there is none.
pub(crate) fn show_password(reader: &PageContext) -> impl IntoView + use<> {
    let (locale, nonce) = (reader.locale, reader.nonce.clone());
    view! {
        <script src="/show-password.js" nonce=nonce defer=true
            data-show=t::show_password(locale) data-hide=t::hide_password(locale)></script>
    }
}

/// Capitalises the first letter, for `today 14:14` at the start of a line.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Capitalises the text of an instant.
pub(crate) fn capital_when(when: &DisplayTime) -> DisplayTime {
    DisplayTime { text: capital(&when.text), ..when.clone() }
}

/// Value of `aria-describedby`: the ids of error and hint.
pub(crate) fn described(name: &str, hint: bool, problem: bool) -> Option<String> {
    let ids: Vec<String> = [problem.then(|| format!("{name}-error")), hint.then(|| format!("{name}-hint"))]
        .into_iter()
        .flatten()
        .collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// Hint of a field.
pub(crate) fn hint(name: &str, text: Option<String>) -> impl IntoView + use<> {
    let id = format!("{name}-hint");
    text.map(|text| view! { <span class="hint" id=id>{text}</span> })
}

/// Error of a field.
pub(crate) fn problem(name: &str, text: Option<String>) -> impl IntoView + use<> {
    let id = format!("{name}-error");
    text.map(|text| {
        view! { <span class="error" id=id><Icon of=Glyph::Alert/><span>{text}</span></span> }
    })
}

/// Renders a `<textarea>` with a value. Leptos 0.8 renders its child unescaped and appends a comment marker, which a
/// textarea shows. So this function escapes the text; no other code may give a textarea content.
pub(crate) fn text_area(
    name: &'static str,
    value: &str,
    describedby: Option<String>,
    invalid: bool,
) -> impl IntoView + use<> {
    // HTML parsers drop the first line break of a textarea, so one is added.
    let text = format!("\n{}", escape(value));
    view! {
        <textarea class="input" id=name name=name rows="3" aria-describedby=describedby
            aria-invalid=invalid.then_some("true") autofocus=invalid inner_html=text></textarea>
    }
}
