//! An address that no page has. It stands without the frame, for it is shown to people who are not signed in too.

use crate::{
    locales::{common, not_found as t},
    ui::{Heading, Mark, brand, locale},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// Says so, and leads back to the portal.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::session::failed(crate::AppError::NotFound);
    let locale = locale();
    let brand = brand();
    view! {
        <Title text=t::title(locale)/>
        <main class="slip" id="main">
            <header><span class="mark"><Mark/>{brand.product}</span></header>
            <Heading>{t::title(locale)}</Heading>
            <p>{t::text(locale)}</p>
            <p class="btns"><a class="btn" rel="external" href="/">{common::to_portal(locale, brand.portal)}</a></p>
        </main>
    }
}
