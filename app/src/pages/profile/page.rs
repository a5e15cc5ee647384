//! `/profile`: details, approval by mail, address and password, sessions and remembered devices.
//! One card per subject, each with its own form.

use super::{
    address::{Address, Password},
    api::get_profile,
    approval_method::ApprovalMethod,
    details::Details,
    dto::ProfilePage as Shown,
    sessions::{Devices, Sessions},
};
use crate::{
    AppError,
    layout::{Failed, PageData, prefetched_or},
    ui::{FlashNotice, Heading, Skeleton, locale, suspend_fn},
    wire::Resource,
};
use i18n::{common, profile as t};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_query_map};

/// Fetches the data of the page.
#[cfg(feature = "hydrate")]
pub(crate) async fn fetch(_: crate::layout::PageUrl) -> Result<Shown, AppError> {
    get_profile().await
}

/// `/profile`
#[component]
pub(crate) fn ProfilePage() -> impl IntoView {
    let locale = locale();
    let (query, location) = (use_query_map(), use_location());
    let data: Resource<Result<Shown, AppError>> =
        Resource::new_with_options(|| (), move |()| prefetched_or(&location, get_profile()), false);
    PageData::provide(move || data.refetch());
    let page = suspend_fn(move || {
        // The query chooses the part of a long list.
        query.track();
        async move {
            match data.await {
                Ok(profile) => view! { <Cards profile/> }.into_any(),
                Err(error) => view! { <Failed error/> }.into_any(),
            }
        }
    });
    view! {
        <Title text=t::title(locale)/>
        <div class="profile">
            <div class="head"><div><Heading>{t::title(locale)}</Heading><p>{t::lead(locale)}</p></div></div>
            <FlashNotice/>
            <Transition fallback=move || view! { <Skeleton label=common::loading(locale) rows=8/> }>{page}</Transition>
        </div>
    }
}

#[component]
fn Cards(profile: Shown) -> impl IntoView {
    let Shown { approving, change, sessions, devices, email, .. } = profile.clone();
    view! {
        <Details profile/>
        <ApprovalMethod approving/>
        <Address email=email.clone() change/>
        <Password email/>
        <Sessions rows=sessions/>
        <Devices rows=devices/>
    }
}
