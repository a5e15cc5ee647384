//! Notice in place of a page whose chunk could not be loaded.

use super::preload;
use crate::ui::{Notice, Tone, locale, on_click, view_fn};
use futures::FutureExt;
use i18n::{common, lazy as t};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use std::{future::Future, pin::Pin};

/// The page, which is ready at once if its chunk is loaded.
pub(super) type Page = Pin<Box<dyn Future<Output = Option<AnyView>>>>;

/// Offers to load the chunk again, and then shows the page, or to load the whole document again.
#[component]
pub(super) fn Unavailable(page: fn() -> Page) -> impl IntoView {
    let path = use_location().pathname;
    let (loading, loaded, failed_again) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let retry = move || {
        if loading.get_untracked() {
            return;
        }
        loading.set(true);
        let path = path.get_untracked();
        spawn_local(async move {
            match preload(&path).await {
                true => loaded.set(true),
                false => failed_again.set(true),
            }
            loading.set(false);
        });
    };
    view_fn(move || {
        let page = loaded.get().then(|| page().now_or_never().flatten()).flatten();
        page.unwrap_or_else(|| {
            view! { <Offer retry=Callback::new(move |()| retry()) loading failed_again/> }.into_any()
        })
    })
}

/// Renders the notice and its two buttons. Its heading takes no focus, so that the page's own does later.
#[component]
fn Offer(retry: Callback<()>, loading: RwSignal<bool>, failed_again: RwSignal<bool>) -> impl IntoView {
    let locale = locale();
    let sentence = move || if failed_again.get() { t::failed_again(locale) } else { t::text(locale) };
    view! {
        <Title text=t::heading(locale)/>
        <div class="head"><div><h1 tabindex="-1">{t::heading(locale)}</h1></div></div>
        <Notice is=Tone::Pending title=t::missing(locale) refusal=true>
            <p>{sentence}</p>
            <p class="btns">
                <button type="button" class="btn small" aria-busy=move || loading.get().then_some("true")
                    on:click=on_click(move |_| retry.run(()))>{common::retry(locale)}</button>
                <button type="button" class="btn small" on:click=on_click(|_| {
                    // A browser that refuses to reload says so itself.
                    let _ = window().location().reload();
                })>{t::reload(locale)}</button>
            </p>
        </Notice>
    }
}
