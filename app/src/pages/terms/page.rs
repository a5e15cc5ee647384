//! Terms of use for administrators, accepted once per version. `?next=…` names the page to go on to.

use super::api::AcceptTerms;
use crate::{
    AppError,
    layout::{
        Failed,
        dto::{TERMS_VERSION, Viewer},
        viewers,
    },
    routes,
    ui::{Form, FormValues, Glyph, Heading, Icon, Notice, Submission, Tone, brand, locale, suspend_fn},
};
use i18n::terms as t;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

/// `/terms`
#[component]
pub(crate) fn TermsPage() -> impl IntoView {
    let locale = locale();
    let viewers = viewers();
    view! {
        <Title text=t::title(locale)/>
        <div class="terms">
            <div class="head"><div>
                <Heading>{t::title(locale)}</Heading>
                <p>{t::lead(locale, TERMS_VERSION)}</p>
            </div></div>
            <Text/>
            <Transition>
                {suspend_fn(move || async move {
                    match viewers.await {
                        Ok(Some(viewer)) => view! { <Answer viewer/> }.into_any(),
                        Ok(None) => view! { <Failed error=AppError::SignedOut/> }.into_any(),
                        Err(error) => view! { <Failed error/> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

/// Text of [`TERMS_VERSION`]. Increment that number when the meaning changes.
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

/// Returns the page to go on to: the one that led here, else the product.
fn next_page() -> String {
    let next = use_query_map().with_untracked(|query| query.get("next")).unwrap_or_default();
    match routes::safe_next(&next) {
        routes::HOME => routes::SETUP.to_owned(),
        next => next.to_owned(),
    }
}

/// Accept button, or the reason there is none.
#[component]
fn Answer(viewer: Viewer) -> impl IntoView {
    let (locale, next) = (locale(), next_page());
    if viewer.terms_wanted {
        return view! { <Accept next/> }.into_any();
    }
    if viewer.accounts.is_empty() {
        return view! { <Notice is=Tone::None title=t::nothing_to_accept(locale)/> }.into_any();
    }
    view! {
        <Notice is=Tone::Approved title=t::accepted(locale)>
            <p class="btns"><a class="btn" href=next>{t::to_product(locale, brand().product)}</a></p>
        </Notice>
    }
    .into_any()
}

#[component]
fn Accept(next: String) -> impl IntoView {
    let locale = locale();
    let (viewers, navigate) = (viewers(), use_navigate());
    let action = ServerAction::<AcceptTerms>::new();
    let form = Submission::of(action, move |()| {
        viewers.refetch();
        navigate(&next, NavigateOptions::default());
    });
    view! {
        <Form action read>
            <input type="hidden" name="version" value=TERMS_VERSION.to_string()/>
            {form.notice(None)}
            <p class="muted">{t::after_accept(locale)}</p>
            <button class="btn primary big" type="submit" aria-busy=form.busy()><Icon of=Glyph::Check/>{t::accept(locale)}</button>
        </Form>
    }
}

fn read(typed: &FormValues) -> Option<AcceptTerms> {
    Some(AcceptTerms { version: typed.text("version").parse().ok()? })
}
