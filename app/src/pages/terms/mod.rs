//! The terms of use for administrators: read once per version, accepted with a press.

mod api;

use crate::{
    AppError,
    locales::terms as t,
    pages::frame::{Failed, viewers},
    ui::{ErrorNotice, Form, Glyph, Heading, Icon, Notice, Tone, brand, flag, later, locale, piece},
    view::{TERMS_VERSION, Viewer},
};
pub use api::{AcceptTerms, accept_terms};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/terms`
#[component]
pub fn TermsPage() -> impl IntoView {
    let locale = locale();
    let viewers = viewers();
    // Here, not below: what the last press brought stays when the viewer is fetched again.
    let accept = ServerAction::<AcceptTerms>::new();
    Effect::new(move |_| {
        if let Some(Ok(())) = accept.value().get() {
            viewers.refetch();
        }
    });
    view! {
        <Title text=t::title(locale)/>
        <div class="terms">
            <div class="head"><div>
                <Heading>{t::title(locale)}</Heading>
                <p>{t::lead(locale, TERMS_VERSION)}</p>
            </div></div>
            <Text/>
            <Transition>
                {later(move || async move {
                    match viewers.await {
                        Ok(Some(viewer)) => view! { <Answer viewer accept/> }.into_any(),
                        Ok(None) => view! { <Failed error=AppError::SignedOut/> }.into_any(),
                        Err(error) => view! { <Failed error/> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

/// The terms of [`TERMS_VERSION`]. A change of meaning raises that number.
#[component]
fn Text() -> impl IntoView {
    let l = locale();
    let parts = [
        (t::p1_title(l), vec![t::p1(l), t::p2(l), t::p3(l)]),
        (t::p4_title(l), vec![t::p4(l), t::p5(l)]),
        (t::p6_title(l), vec![t::p6(l), t::p7(l), t::p8(l), t::p9(l)]),
        (t::p10_title(l), vec![t::p10(l)]),
    ];
    let parts = parts.map(|(title, sentences)| {
        let sentences: Vec<_> = sentences.into_iter().map(|sentence| view! { <p>{sentence}</p> }.into_any()).collect();
        view! { <section><h2>{title}</h2>{sentences}</section> }
    });
    view! { <article class="card"><div class="pad">{parts.into_iter().collect::<Vec<_>>()}</div></article> }
}

/// The button, or why there is none.
#[component]
fn Answer(viewer: Viewer, accept: ServerAction<AcceptTerms>) -> impl IntoView {
    let locale = locale();
    if viewer.terms_wanted {
        return view! { <Accept accept/> }.into_any();
    }
    (if viewer.accounts.is_empty() {
        view! { <Notice is=Tone::None title=t::nothing_to_accept(locale)/> }.into_any()
    } else {
        view! {
            <Notice is=Tone::Approved title=t::accepted(locale)>
                <p class="btns"><a class="btn" href="/esecure">{t::to_product(locale, brand().product)}</a></p>
            </Notice>
        }
        .into_any()
    })
    .into_any()
}

#[component]
fn Accept(accept: ServerAction<AcceptTerms>) -> impl IntoView {
    let locale = locale();
    let pending = accept.pending();
    let word = piece(move || if pending.get() { t::accepting(locale) } else { t::accept(locale) });
    view! {
        <Form action=accept read=|typed| Some(AcceptTerms { version: typed.text("version").parse().ok()? })>
            <input type="hidden" name="version" value=TERMS_VERSION.to_string()/>
            {piece(move || accept.value().get().and_then(Result::err).map(|error| view! { <ErrorNotice error locale here="/terms"/> }.into_any()))}
            <p class="muted">{t::after_accept(locale)}</p>
            <button class="btn primary big" type="submit" aria-busy=flag(move || pending.get().then_some("true"))>
                <Icon of=Glyph::Check/>{word}
            </button>
        </Form>
    }
}
