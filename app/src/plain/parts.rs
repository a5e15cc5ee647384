//! What plain pages are made of: the document around them, and form fields that keep what was typed.

use super::Reader;
use crate::{
    locales::{common, plain as t},
    ui::{Glyph, Icon, Mark},
    view::When,
};
use leptos::prelude::*;

/// A whole document. `main` is called inside an owner of its own, and brings the `<main id="main">` with it.
pub(super) fn document<V: IntoView + 'static>(
    reader: &Reader,
    title: &str,
    class: &'static str,
    main: impl FnOnce() -> V,
) -> String {
    let Reader { locale, brand, pkg, .. } = reader;
    let locale = *locale;
    Owner::new().with(|| {
        view! {
            <!DOCTYPE html>
            <html lang=locale.code()>
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                    <meta name="color-scheme" content="light dark"/>
                    // What a stranger typed does not become something to tap, and the address with its token stays here.
                    <meta name="format-detection" content="telephone=no, date=no, address=no, email=no"/>
                    <meta name="referrer" content="same-origin"/>
                    <meta name="robots" content="noindex"/>
                    // As `inner_html`: a child would bring its comment along, which a title shows as text.
                    <title inner_html=escape(&format!("{title} · {}", brand.product))></title>
                    <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                    <link rel="stylesheet" href=format!("/{pkg}/slip.css")/>
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

/// A document whose `<main>` needs nothing special.
pub(super) fn page<V: IntoView + 'static>(
    reader: &Reader,
    title: &str,
    class: &'static str,
    content: impl FnOnce() -> V,
) -> String {
    document(reader, title, class, || view! { <main id="main">{content()}</main> })
}

/// `today 14:14` where a line begins with it.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// An instant where a line begins with it.
pub(super) fn capital_when(when: &When) -> When {
    When { text: capital(&when.text), ..when.clone() }
}

/// One input with everything that belongs to it.
#[derive(Default)]
pub(crate) struct Input {
    pub name: &'static str,
    /// Where the page has several fields of this name.
    pub id: Option<&'static str>,
    pub label: &'static str,
    pub kind: &'static str,
    pub value: String,
    pub autocomplete: &'static str,
    pub hint: Option<String>,
    pub problem: Option<String>,
    pub focus: bool,
    pub optional: Option<&'static str>,
    pub max: Option<u32>,
    pub readonly: bool,
    /// Neither words nor sentences: a browser neither corrects it nor begins it with a capital.
    pub plain: bool,
}

/// Label, hint, input, and what is wrong with it. The browser checks nothing: the server answers in the page's language.
pub(crate) fn input(of: Input) -> impl IntoView {
    let plain = of.plain || of.kind == "email";
    let id = of.id.unwrap_or(of.name);
    view! {
        <div class="field">
            <label for=id>{of.label}{of.optional.map(|word| view! { " "<small>"("{word}")"</small> })}</label>
            <input class="input" id=id name=of.name type=of.kind value=of.value autocomplete=of.autocomplete
                maxlength=of.max autofocus=of.focus readonly=of.readonly
                autocapitalize=plain.then_some("none") spellcheck=plain.then_some("false")
                aria-invalid=of.problem.is_some().then_some("true")
                aria-describedby=described(id, of.hint.is_some(), of.problem.is_some())/>
            {hint(id, of.hint)}
            {problem(id, of.problem)}
        </div>
    }
}

/// The ids of hint and problem, for `aria-describedby`.
pub(crate) fn described(name: &str, hint: bool, problem: bool) -> Option<String> {
    let ids: Vec<String> = [problem.then(|| format!("{name}-problem")), hint.then(|| format!("{name}-hint"))]
        .into_iter()
        .flatten()
        .collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// What may help with a field.
pub(crate) fn hint(name: &str, text: Option<String>) -> impl IntoView + use<> {
    let id = format!("{name}-hint");
    text.map(|text| view! { <span class="hint" id=id>{text}</span> })
}

/// What is wrong with a field.
pub(crate) fn problem(name: &str, text: Option<String>) -> impl IntoView + use<> {
    let id = format!("{name}-problem");
    text.map(|text| {
        view! { <span class="error" id=id><Icon of=Glyph::Alert/><span>{text}</span></span> }
    })
}

/// A `<textarea>` with what was typed before. Leptos 0.8 writes a textarea's child as it stands, without escaping and
/// with a comment after it, which a textarea shows; so the text goes in escaped here, and nowhere else may a textarea
/// have content.
pub(crate) fn text_area(
    name: &'static str,
    value: &str,
    describedby: Option<String>,
    invalid: bool,
) -> impl IntoView + use<> {
    // A browser drops the first line break of a textarea; this one is for it to drop.
    let text = format!("\n{}", escape(value));
    view! {
        <textarea class="input" id=name name=name rows="3" aria-describedby=describedby
            aria-invalid=invalid.then_some("true") autofocus=invalid inner_html=text></textarea>
    }
}

/// Text as it stands in HTML.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
