//! The queue: open requests on the left ([`list`]), one request with its evidence on the right ([`detail`]). On phones

//! list and request are separate pages; this component serves both, so that results and decisions persist.

use super::{
    actions,
    bulk_dialog::Question,
    detail::{Back, Detail},
    list::List,
    live_updates::{self, Fresh, Line},
    search::Search,
    shortcuts::{self, Hints},
    state::{QueueState, queue_state},
    undo::Said,
};
use crate::{
    layout::{Failed, keep},
    routes,
    ui::{ErrorNotice, Heading, Skeleton, locale, number, optional_attr, suspend_fn, view_fn},
};
use i18n::{common, queue as t};
use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};
use leptos_meta::Title;

/// Page component for both `/esecure/queue` and `/esecure/queue/{id}`.
#[component]
pub fn QueuePage() -> impl IntoView {
    let locale = locale();
    let state = queue_state();
    keep("ticked requests", state.ticked);
    let focus = state.focus;
    Effect::new(move |_| {
        // Any change of the page may render the element to focus.
        state.id.track();
        state.shown.track();
        if let Some(target) = focus.get() {
            request_animation_frame(move || {
                if give_focus(&target) {
                    focus.set(None);
                }
            });
        }
    });
    actions::answer(state);
    live_updates::follow(state);
    shortcuts::listen(state);
    view! {
        <Title text=t::title(locale)/>
        <div class="queue" data-ticks=optional_attr(move || (!state.ticks().is_empty()).then_some("some")) data-shows=move || if state.id.read().is_some() { "request" } else { "list" }>
            <section class="list" aria-label=t::requests(locale)>
                <header>
                    <div class="line"><Heading>{t::title(locale)}</Heading><Summary state/></div>
                    <Search state/>
                    <Line/>
                </header>
                // The page's one polite live region: results and new requests.
                <div class="said" role="status">
                    <Said state/>
                    <Fresh state/>
                </div>
                {view_fn(move || state.refresh_error.get().map(|error| view! { <ErrorNotice error locale here=routes::QUEUE/> }.into_any()))}
                <Transition fallback=move || view! { <Skeleton label=common::loading(locale) rows=6/> }>
                    {suspend_fn(move || async move {
                        match state.queue.await {
                            Ok(queue) => view! { <List queue state/> }.into_any(),
                            Err(error) => view! { <Failed error/> }.into_any(),
                        }
                    })}
                </Transition>
                <Hints state/>
            </section>
            <div class="side-by">
                // For phones, as the list is hidden there.
                <Line/>
                {view_fn(move || actions::refused(state).map(|error| view! { <div class="refused"><ErrorNotice error locale/></div> }.into_any()))}
                // No `Transition`: its old request has active buttons under the new URL, so the wrong request could be
                // approved.
                <Suspense fallback=move || view! { <Skeleton label=common::loading(locale) rows=3/> }>
                    {suspend_fn(move || async move {
                        state.shown.await.map(|request| match request {
                            Ok(request) => view! { <Detail request state/> }.into_any(),
                            Err(error) => view! {
                                <div class="refused"><Back state row="queue-list".to_owned()/><Failed error/></div>
                            }.into_any(),
                        })
                    })}
                </Suspense>
            </div>
            <Question state/>
        </div>
    }
}

/// Renders `7 open, oldest 12 days`, updated by decisions and by new requests, including those not listed yet.
#[component]
fn Summary(state: QueueState) -> impl IntoView {
    let locale = locale();
    let summary = suspend_fn(move || async move {
        state.initial.with(&state.queue.await.ok()?);
        Some(view_fn(move || {
            let (open, _) = state.counts();
            let tally = state.tally.read();
            tally
                .oldest
                .as_ref()
                .filter(|_| open > 0)
                .map(|age| t::Open { age, open: number(open as usize, locale) }.text(locale))
        }))
    });
    view! { <span class="muted"><Transition>{summary}</Transition></span> }
}

/// Returns true if list and request are side by side: the same width as in `style/pages/queue.css`.
pub(crate) fn is_wide() -> bool {
    let width = window().inner_width().ok().and_then(|width| width.as_f64());
    width.is_none_or(|width| width >= 768.0)
}

/// Moves the focus to the element. Returns false if that failed, because the element is not on the page yet or not
/// visible.
fn give_focus(id: &str) -> bool {
    let target = document().get_element_by_id(id);
    let target = target.and_then(|target| target.dyn_into::<HtmlElement>().ok());
    target.is_some_and(|target| target.focus().is_ok()) && document().active_element().is_some_and(|at| at.id() == id)
}
