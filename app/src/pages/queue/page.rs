//! The queue: open requests on the left ([`list`]), one request with its evidence on the right ([`detail`]). On phones
//! list and request are separate pages; this component serves both, so that results and decisions persist.

use super::{
    actions,
    bulk_dialog::Question,
    detail::{Back, Detail},
    list::List,
    live_updates::{self, Fresh, Line},
    resources::queue_state,
    search::{Order, Search},
    shortcuts::{self, Hints},
    state::QueueState,
    undo::{Said, Toast},
};
use crate::{
    AppError,
    layout::{Failed, keep},
    routes,
    ui::{ErrorNotice, Heading, Skeleton, locale, number, optional_attr, suspend_fn, view_fn},
};
use esecure::Locale;
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
    let shows = move || if state.id.read().is_some() { "request" } else { "list" };
    view! {
        // The complete title comes with the summary.
        <Title text=t::title(locale)/>
        <div class="queue" data-ticks=optional_attr(move || (!state.ticks().is_empty()).then_some("some")) data-shows=shows>
            <ListSide state/>
            <Toast state/>
            <RequestSide state/>
            <Question state/>
        </div>
    }
}

/// Renders the list with its heading, search and live region.
#[component]
fn ListSide(state: QueueState) -> impl IntoView {
    let locale = locale();
    let refused = view_fn(move || {
        let error = state.refresh_error.get();
        error.map(|error| {
            let ended = is_about_session(&error);
            view! { <div class="refused" data-ended=ended><ErrorNotice error locale here=routes::QUEUE/></div> }
                .into_any()
        })
    });
    let rows = suspend_fn(move || async move {
        match state.queue.await {
            Ok(queue) => view! { <List queue state/> }.into_any(),
            Err(error) => {
                let ended = is_about_session(&error);
                view! { <div class="refused" data-ended=ended><Failed error/></div> }.into_any()
            }
        }
    });
    view! {
        <section class="list" aria-label=t::requests(locale)>
            <header>
                <div class="line"><Heading>{t::title(locale)}</Heading><Summary state/><Order state/></div>
                <Search state/>
                <Line state/>
            </header>
            // The page's one polite live region: results and new requests.
            <div class="said" role="status">
                <Said state/>
                <Fresh state/>
            </div>
            {refused}
            <Transition fallback=move || view! { <Skeleton label=common::loading(locale) rows=6/> }>{rows}</Transition>
            <Hints state/>
        </section>
    }
}

/// Renders the request beside the list, or in place of it on a phone.
#[component]
fn RequestSide(state: QueueState) -> impl IntoView {
    let locale = locale();
    let refused = view_fn(move || {
        actions::refused(state).map(|error| {
            let again = (error == AppError::Unavailable).then(|| {
                view! {
                    <p class="btns"><button class="btn small" type="button" on:click=move |_| actions::retry(state)>{common::retry(locale)}</button></p>
                }
                .into_any()
            });
            let ended = is_about_session(&error);
            view! { <div class="refused" data-ended=ended><ErrorNotice error locale/>{again}</div> }.into_any()
        })
    });
    let shown = suspend_fn(move || async move {
        state.shown.await.map(|request| match request {
            Ok(request) => view! { <Detail request state/> }.into_any(),
            Err(error) => {
                let ended = is_about_session(&error);
                view! {
                    <div class="failed" data-ended=ended><Back state row="queue-list".to_owned()/><Failed error/></div>
                }
                .into_any()
            }
        })
    });
    view! {
        <div class="side-by">
            // For phones, as the list is hidden there.
            <Line state/>
            {refused}
            // No `Transition`: its old request has active buttons under the new URL, so the wrong request could be
            // approved.
            <Suspense fallback=move || view! { <Skeleton label=common::loading(locale) rows=3/> }>{shown}</Suspense>
        </div>
    }
}

/// Returns the mark of an error about an ended session: the style sheet hides it beside the frame's notice about the
/// same.
fn is_about_session(error: &AppError) -> Option<&'static str> {
    matches!(error, AppError::SignedOut | AppError::OtherProfile(_)).then_some("")
}

/// Renders `7 open, oldest 12 days`, updated by decisions and by new requests, including those not listed yet.
#[component]
fn Summary(state: QueueState) -> impl IntoView {
    let locale = locale();
    let summary = suspend_fn(move || async move {
        state.initial.with(&state.queue.await.ok()?);
        let text = view_fn(move || summary(state, locale));
        // The server cannot await anything once it reads the title, so it computes the title here.
        let title: TextProp = if cfg!(feature = "ssr") {
            let email = state.shown.await.and_then(Result::ok).map(|request| request.email);
            title(state, email, locale).into()
        } else {
            (move || title(state, shown_email(state), locale)).into()
        };
        Some(view! { <Title text=title/>{text} }.into_any())
    });
    view! { <span class="muted"><Transition>{summary}</Transition></span> }
}

fn summary(state: QueueState, locale: Locale) -> Option<String> {
    let (open, found) = state.counts();
    let tally = state.tally.try_read()?;
    let (open_text, found) = (number(open as usize, locale), number(found as usize, locale));
    if !tally.search.is_empty() {
        return (open > 0).then(|| t::Matches { found, open: open_text }.text(locale));
    }
    let age = tally.oldest.as_ref().filter(|_| open > 0)?;
    Some(t::Open { age, open: open_text }.text(locale))
}

/// Returns the address of the request beside the list.
fn shown_email(state: QueueState) -> Option<String> {
    // As a plain signal: debug builds report a resource that is read outside of a view.
    Some((*state.shown).try_get()???.ok()?.email)
}

/// Returns the title: the number of open requests, and the address of the request in the URL.
fn title(state: QueueState, email: Option<String>, locale: Locale) -> String {
    let in_url = state.id.try_get().flatten().is_some();
    let name = email.filter(|_| in_url).unwrap_or_else(|| t::title(locale).to_owned());
    match state.counts().0 {
        0 => name,
        open => format!("({open}) {name}"),
    }
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
