//! The portal's bar: its name, *My Shipment Settings*, and the person.

use super::{at, chosen, viewers};
use crate::{
    locales::{common, frame as t},
    ui::{Glyph, Icon, Menu, PageProfile, brand, later, link, locale, sign_in_again},
    view::Viewer,
};
use esecure::id::AccountId;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The bar. `section` is set on the pages under *eSecure*.
#[component]
pub(super) fn Bar(section: bool) -> impl IntoView {
    let viewers = viewers();
    view! {
        <header class="bar">
            <a class="name" href="/" rel="external">{brand().portal}</a>
            <Transition>
                {later(move || async move {
                    match viewers.await {
                        Ok(Some(viewer)) => view! { <Menus viewer section/> }.into_any(),
                        Ok(None) | Err(_) => view! { <SignIn/> }.into_any(),
                    }
                })}
            </Transition>
        </header>
    }
}

#[component]
fn Menus(viewer: Viewer, section: bool) -> impl IntoView {
    let locale = locale();
    // For whoever administers nothing the menu would lead nowhere.
    let settings = viewer.terms_wanted || !viewer.accounts.is_empty();
    let (name, terms) = (viewer.name, viewer.terms_wanted);
    view! {
        <nav class="wide" aria-label=t::portal(locale)>
            {settings.then(|| view! { <Settings section terms/> }.into_any())}
        </nav>
        <Menu class="person" summary=move || view! {
            <Icon of=Glyph::User/><span class="cut">{name.clone()}</span><Icon of=Glyph::Down/>
        }>
            {settings.then(|| view! { <Narrow terms/> }.into_any())}
            <p class="title cut">{viewer.email}</p>
            <a href="/profile" rel="external"><Icon of=Glyph::User/>{t::profile(locale)}</a>
            <SignOut/>
        </Menu>
    }
}

/// Under the name that the how-to gives it.
#[component]
fn Settings(
    section: bool,
    /// The terms come first: until they are accepted the product's door leads there.
    terms: bool,
) -> impl IntoView {
    let locale = locale();
    let chosen = chosen();
    view! {
        <details class="menu">
            <summary aria-current=section.then_some("true")>{t::settings(locale)}<Icon of=Glyph::Down/></summary>
            <div class="pop">
                <p class="title">{t::settings(locale)}</p>
                <a class="es" rel="external" href=link(move || product(terms, chosen.read().as_ref()))>
                    <Icon of=Glyph::Shielded/>
                    <span><b>{brand().product}</b><small class="muted">{t::product_line(locale)}</small></span>
                </a>
                {(!terms).then(|| view! {
                    <a class="sub" href=link(move || at("/esecure/users", chosen.read().as_ref()))>
                        <Icon of=Glyph::Users/>{t::users(locale)}
                    </a>
                }.into_any())}
            </div>
        </details>
    }
}

/// On a phone the bar has no room for *My Shipment Settings*: it stands in the person's menu there.
#[component]
fn Narrow(terms: bool) -> impl IntoView {
    let locale = locale();
    let chosen = chosen();
    view! {
        <div class="narrow">
            <p class="title">{t::settings(locale)}</p>
            <a rel="external" href=link(move || product(terms, chosen.get().as_ref()))><Icon of=Glyph::Shielded/>{brand().product}</a>
            <hr/>
        </div>
    }
}

/// The product's door: the terms come first.
fn product(terms: bool, account: Option<&AccountId>) -> String {
    if terms { "/terms".to_owned() } else { at("/esecure", account) }
}

/// A form, so that it works without script, and no link can sign anyone out.
#[component]
pub(super) fn SignOut() -> impl IntoView {
    view! {
        <form method="post" action="/sign-out">
            <PageProfile/>
            <button type="submit"><Icon of=Glyph::Power/>{common::sign_out(locale())}</button>
        </form>
    }
}

#[component]
fn SignIn() -> impl IntoView {
    let location = use_location();
    let href = move || sign_in_again(&location.pathname.read());
    view! {
        <a class="btn enter" rel="external" href=href><Icon of=Glyph::User/><span>{common::sign_in(locale())}</span></a>
    }
}
