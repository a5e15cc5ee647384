//! Stands in for a page whose chunk is not there yet: a skeleton, or a notice if the chunk cannot be loaded.

use super::preload;
use crate::ui::{Notice, Skeleton, Tone, locale, on_click, view_fn};
use futures::FutureExt;
use i18n::{common, lazy as t};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use std::{future::Future, pin::Pin};

/// The page, which is ready at once if its chunk is loaded.
pub(super) type Page = Pin<Box<dyn Future<Output = Option<AnyView>>>>;

/// Progress of loading the chunk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chunk {
    Loading,
    Loaded,
    Failed,
}

/// Loads the chunk, then shows the page. If that fails, offers to try again or to load the whole document again.
#[component]
pub(super) fn Pending(page: fn() -> Page) -> impl IntoView {
    let path = use_location().pathname;
    let (chunk, failed_before) = (RwSignal::new(Chunk::Loading), RwSignal::new(false));
    let load = move || {
        chunk.set(Chunk::Loading);
        let path = path.get_untracked();
        spawn_local(async move {
            let state = if preload(&path).await { Chunk::Loaded } else { Chunk::Failed };
            // The reader may have left the page meanwhile.
            let _ = chunk.try_set(state);
        });
    };
    Effect::new(move |_| load());
    let retry = Callback::new(move |()| {
        failed_before.set(true);
        load();
    });
    let label = common::loading(locale());
    view_fn(move || match chunk.get() {
        Chunk::Loaded => page().now_or_never().flatten().unwrap_or_else(|| ().into_any()),
        Chunk::Loading if !failed_before.get() => view! { <Skeleton label rows=8/> }.into_any(),
        Chunk::Loading | Chunk::Failed => view! { <Offer retry chunk failed_before/> }.into_any(),
    })
}

/// Renders the notice and its two buttons. Its heading takes no focus, so that the page's own does later.
#[component]
fn Offer(retry: Callback<()>, chunk: RwSignal<Chunk>, failed_before: RwSignal<bool>) -> impl IntoView {
    let locale = locale();
    let sentence = move || {
        let failed_again = failed_before.get() && chunk.get() == Chunk::Failed;
        if failed_again { t::failed_again(locale) } else { t::text(locale) }
    };
    let busy = move || (chunk.get() == Chunk::Loading).then_some("true");
    view! {
        <Title text=t::heading(locale)/>
        <div class="head"><div><h1 tabindex="-1">{t::heading(locale)}</h1></div></div>
        <Notice is=Tone::Pending title=t::missing(locale) refusal=true>
            <p>{sentence}</p>
            <p class="btns">
                <button type="button" class="btn small" aria-busy=busy
                    on:click=on_click(move |_| if chunk.get_untracked() == Chunk::Failed { retry.run(()) })>
                    {common::retry(locale)}
                </button>
                <button type="button" class="btn small" on:click=on_click(|_| {
                    // A browser that refuses to reload says so itself.
                    let _ = window().location().reload();
                })>{t::reload(locale)}</button>
            </p>
        </Notice>
    }
}
