//! `/profile`: details, approval by mail, address and password, sessions and remembered devices.
//! One card per subject, each with its own form.

use super::{
    address::{Address, Password},
    approval_method::Way,
    details::Details,
    dto::ProfilePage as Shown,
    sessions::{Devices, Sessions},
};
use crate::{
    AppError,
    backend::backend,
    forms::posted::{SignedOut, done},
    layout::Failed,
    routes,
    session::signed_in,
    ui::{Heading, locale},
};
use esecure::Locale;
use i18n::profile as t;
use leptos::prelude::*;
use leptos_meta::Title;

/// Path that all forms of the page post to.
pub(crate) const HERE: &str = routes::PROFILE;

/// `/profile`
#[component]
pub(crate) fn ProfilePage() -> impl IntoView {
    let locale = locale();
    let asked = signed_in().and_then(|who| Ok((who, backend()?)));
    let page = Suspend::new(async move {
        let answer = async move {
            let (who, backend) = asked?;
            backend.profile(&who.person, &who.session).await
        };
        match answer.await {
            Ok(profile) => view! { <Cards profile/> }.into_any(),
            Err(AppError::SignedOut) => view! { <SignedOut/> }.into_any(),
            Err(error) => view! { <Failed error/> }.into_any(),
        }
    });
    view! {
        <Title text=t::title(locale)/>
        <div class="profile">
            <div class="head"><div><Heading>{t::title(locale)}</Heading><p>{t::lead(locale)}</p></div></div>
            {done(|what| flash_text(what, locale))}
            <Suspense>{page}</Suspense>
        </div>
    }
}

fn flash_text(what: &str, locale: Locale) -> Option<String> {
    let text = match what {
        "saved" => t::saved_text(locale),
        "approving" => t::done_approving(locale),
        "email" => t::done_email(locale),
        "resend" => t::done_resend(locale),
        "cancel" => t::done_cancel(locale),
        "password" => t::done_password(locale),
        "session" => t::done_session(locale),
        "others" => t::done_others(locale),
        "device" => t::done_device(locale),
        _ => return None,
    };
    Some(text.to_owned())
}

#[component]
fn Cards(profile: Shown) -> impl IntoView {
    let Shown { approving, change, sessions, devices, email, .. } = profile.clone();
    view! {
        <Details profile/>
        <Way approving/>
        <Address email=email.clone() change/>
        <Password email/>
        <Sessions rows=sessions/>
        <Devices rows=devices/>
    }
}
