//! Portal bar: name, *My Shipment Settings* and the person's menu.

use super::{
    dto::Viewer,
    selected_account::{account, selected_account},
    viewers,
};
use crate::{
    routes,
    ui::{Glyph, Icon, Menu, PageProfile, brand, locale, string_attr, suspend_fn},
};
use esecure::id::AccountId;
use i18n::{common, frame as t};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Renders the bar. `section` is set on the pages under *eSecure*.
#[component]
pub(super) fn Header(section: bool) -> impl IntoView {
    let viewers = viewers();
    view! {
        <header class="bar">
            <a class="name" href="/">{brand().portal}</a>
            <Transition>
                {suspend_fn(move || async move {
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
    // Without any account to administer, the menu has no target.
    let settings = viewer.terms_wanted || !viewer.accounts.is_empty();
    let (name, email) = (viewer.name.clone(), viewer.email.clone());
    let viewer = StoredValue::new(viewer);
    view! {
        <nav class="wide" aria-label=t::portal(locale)>
            {settings.then(|| view! { <Settings section viewer/> }.into_any())}
        </nav>
        <Menu class="person" summary=move || view! {
            <Icon of=Glyph::User/><span class="cut">{name.clone()}</span><Icon of=Glyph::Down/>
        }>
            {settings.then(|| view! { <Narrow viewer/> }.into_any())}
            <p class="title cut">{email}</p>
            <a href=routes::PROFILE><Icon of=Glyph::User/>{t::profile(locale)}</a>
            <SignOut/>
        </Menu>
    }
}

/// Renders the menu *My Shipment Settings*, named as in the how-to.
#[component]
fn Settings(section: bool, viewer: StoredValue<Viewer>) -> impl IntoView {
    let locale = locale();
    let chosen = selected_account();
    let terms = viewer.with_value(|viewer| viewer.terms_wanted);
    view! {
        <details class="menu">
            <summary aria-current=section.then_some("true")>{t::settings(locale)}<Icon of=Glyph::Down/></summary>
            <div class="pop">
                <p class="title">{t::settings(locale)}</p>
                <a class="es" href=string_attr(move || product(viewer, chosen.read().as_ref()))>
                    <Icon of=Glyph::Shielded/>
                    <span><b>{brand().product}</b><small class="muted">{t::product_line(locale)}</small></span>
                </a>
                {(!terms).then(|| view! {
                    <a class="sub" href=string_attr(move || routes::with_account(routes::USERS, chosen.read().as_ref()))>
                        <Icon of=Glyph::Users/>{t::users(locale)}
                    </a>
                }.into_any())}
            </div>
        </details>
    }
}

/// Repeats *My Shipment Settings* in the person's menu on phones, because the bar is too narrow.
#[component]
fn Narrow(viewer: StoredValue<Viewer>) -> impl IntoView {
    let locale = locale();
    let chosen = selected_account();
    view! {
        <div class="narrow">
            <p class="title">{t::settings(locale)}</p>
            <a href=string_attr(move || product(viewer, chosen.read().as_ref()))><Icon of=Glyph::Shielded/>{brand().product}</a>
            <hr/>
        </div>
    }
}

/// Returns the URL of the product: the terms until they are accepted, then the setup, then the queue.
fn product(viewer: StoredValue<Viewer>, chosen: Option<&AccountId>) -> String {
    viewer.with_value(|viewer| match account(viewer, chosen) {
        _ if viewer.terms_wanted => routes::TERMS.to_owned(),
        Some(account) if account.enforced => routes::with_account(routes::QUEUE, chosen),
        _ => routes::with_account(routes::SETUP, chosen),
    })
}

/// Renders sign-out as a form, so that it works without script and no link can sign anyone out.
#[component]
pub(super) fn SignOut() -> impl IntoView {
    view! {
        <form method="post" action=routes::SIGN_OUT>
            <PageProfile/>
            <button type="submit"><Icon of=Glyph::Leave/>{common::sign_out(locale())}</button>
        </form>
    }
}

#[component]
fn SignIn() -> impl IntoView {
    let location = use_location();
    let href = move || routes::sign_in_again(&location.pathname.read());
    view! {
        <a class="btn enter" rel="external" href=href><Icon of=Glyph::User/><span>{common::sign_in(locale())}</span></a>
    }
}
