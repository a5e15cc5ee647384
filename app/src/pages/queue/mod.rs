//! The queue: what waits on the left ([`list`]), one request and its evidence on the right ([`detail`]). On a phone
//! the list is one page and the request another; both are this component, so that what was said and decided stays.

mod act;
mod api;
mod decided;
mod detail;
mod list;
mod news;
mod undo;

pub use api::{
    DecideRequest, GetQueue, GetQueueNews, GetRequest, UndoDecision, decide_request, get_queue, get_queue_news,
    get_request, undo_decision,
};

use super::frame::{Failed, at, chosen, counts};
use crate::{
    AppError,
    locales::{common, queue as t},
    ui::{Bones, ErrorNotice, Heading, later, locale, piece},
    view::{Queue, QueueRow, RequestView, StateView},
    wire::Resource,
};
use detail::{Back, Detail};
use esecure::id::{AccountId, RequestId};
use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map},
};
use list::List;
use news::{Fresh, Line};
use undo::Said;

/// What the page's parts share.
#[derive(Clone, Copy)]
struct Desk {
    queue: Resource<Result<Queue, AppError>>,
    /// The account in the address.
    chosen: Memo<Option<AccountId>>,
    /// The queue that the page began with: its account and version.
    began: StoredValue<Option<(Option<AccountId>, String)>>,
    /// The list as it stands: what came with the queue, and what has been asked for since.
    rows: RwSignal<Vec<QueueRow>>,
    /// What has come since, and was not asked for yet.
    fresh: RwSignal<Vec<QueueRow>>,
    /// The age of the oldest open request.
    oldest: RwSignal<Option<String>>,
    /// The version of the accounts that all of this is true for.
    version: RwSignal<String>,
    /// Whether news are being asked for, and whether to ask once more afterwards.
    asking: StoredValue<Option<bool>>,
    /// Why no news come, where that is for the reader to mend.
    lost: RwSignal<Option<AppError>>,
    /// The request in the address; on a wide page the oldest one is shown where there is none.
    id: Memo<Option<String>>,
    shown: Resource<Option<Result<RequestView, AppError>>>,
    decide: ServerAction<DecideRequest>,
    undo: ServerAction<UndoDecision>,
    /// The decision that can still be undone.
    undoable: RwSignal<Option<RequestId>>,
    /// The request whose button was pressed last.
    pressed: StoredValue<Option<RequestId>>,
    /// Requests that this page has decided: they have left the list.
    gone: RwSignal<Vec<RequestId>>,
    /// Requests that somebody else has decided, with who and when: they stay in the list, greyed.
    taken: RwSignal<Vec<(RequestId, String)>>,
    /// What the page's one polite region says.
    said: RwSignal<String>,
    /// Where the focus goes once the page shows what it is about to: an element's `id`.
    focus: RwSignal<Option<String>>,
}

impl Desk {
    /// The queue came, or came anew: what stands on the page begins with it. Every part that waits for the queue says so,
    /// since none knows which of them is made first; once is enough. The renderer also walks over pages that it has left
    /// already, to find out what they wait for: those begin with nothing.
    fn begin_with(self, queue: &Queue) {
        let (Some(chosen), Some(began)) = (self.chosen.try_get_untracked(), self.began.try_get_value()) else { return };
        let which = Some((chosen, queue.version.clone()));
        if began == which {
            return;
        }
        // Nobody follows what stands nowhere yet. Telling them all the same would disturb the renderer, which follows while
        // it finds out what a page waits for.
        let first = began.is_none();
        let _ = self.began.try_set_value(which);
        put(self.rows, queue.rows.clone(), first);
        put(self.fresh, Vec::new(), first);
        put(self.oldest, queue.oldest.clone(), first);
        put(self.version, queue.version.clone(), first);
    }
}

/// Sets a signal, `quietly` where nobody can follow it yet. Where the page is left in between, nobody is there to see it.
fn put<T: Send + Sync + 'static>(signal: RwSignal<T>, value: T, quietly: bool) {
    if quietly {
        let _ = signal.try_update_untracked(|old| *old = value);
    } else {
        let _ = signal.try_set(value);
    }
}

/// The page, for `/esecure/queue` and `/esecure/queue/{id}` alike.
#[component]
pub fn QueuePage() -> impl IntoView {
    let locale = locale();
    let desk = desk();
    let focus = desk.focus;
    Effect::new(move |_| {
        // Whatever changes the page may bring the element that is waited for.
        desk.id.track();
        desk.shown.track();
        if let Some(target) = focus.get() {
            request_animation_frame(move || {
                if give_focus(&target) {
                    focus.set(None);
                }
            });
        }
    });
    answer(desk);
    undo::answer(desk);
    news::follow(desk);
    // A press before the client runs is answered by this page, with the refusal in its address.
    let refused = move || {
        let error = desk.decide.value().get().and_then(Result::err);
        error.filter(|error| !matches!(error, AppError::Conflict(_)))
    };
    view! {
        <Title text=t::title(locale)/>
        <div class="queue" data-shows=move || if desk.id.read().is_some() { "request" } else { "list" }>
            <section class="list" aria-label=t::requests(locale)>
                <header>
                    <div class="line"><Heading>{t::title(locale)}</Heading><Summary desk/></div>
                    <Line/>
                </header>
                // The page's one polite region: what was done, and what has come.
                <div class="said" role="status">
                    <Said desk/>
                    <Fresh desk/>
                </div>
                {piece(move || desk.lost.get().map(|error| view! { <ErrorNotice error locale here="/esecure/queue"/> }.into_any()))}
                <Transition fallback=move || view! { <Bones label=common::loading(locale) rows=6/> }>
                    {later(move || async move {
                        match desk.queue.await {
                            Ok(queue) => view! { <List queue desk/> }.into_any(),
                            Err(error) => view! { <Failed error/> }.into_any(),
                        }
                    })}
                </Transition>
            </section>
            <div class="side-by">
                // Where the list is not to be seen.
                <Line/>
                {piece(move || refused().map(|error| view! { <div class="refused"><ErrorNotice error locale/></div> }.into_any()))}
                // No transition here: an old request with live buttons under a new address would be the wrong one approved.
                <Suspense fallback=move || view! { <Bones label=common::loading(locale) rows=3/> }>
                    {later(move || async move {
                        desk.shown.await.map(|request| match request {
                            Ok(request) => view! { <Detail request desk/> }.into_any(),
                            Err(error) => view! {
                                <div class="refused"><Back desk row="queue-list".to_owned()/><Failed error/></div>
                            }.into_any(),
                        })
                    })}
                </Suspense>
            </div>
        </div>
    }
}

fn desk() -> Desk {
    let chosen = chosen();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id"));
    let gone = RwSignal::new(Vec::new());
    let queue = Resource::new_with_options(move || chosen.get(), get_queue, false);
    let shown = Resource::new_with_options(
        move || id.get(),
        move |id| async move {
            let id = match id {
                Some(id) => id,
                None => {
                    let rows = queue.await.ok()?.rows;
                    let open = rows.iter().find(|row| !gone.read_untracked().contains(&row.id));
                    open?.id.to_string()
                }
            };
            Some(get_request(id).await)
        },
        false,
    );
    Desk {
        queue,
        chosen,
        began: StoredValue::new(None),
        rows: RwSignal::new(Vec::new()),
        fresh: RwSignal::new(Vec::new()),
        oldest: RwSignal::new(None),
        version: RwSignal::new(String::new()),
        asking: StoredValue::new(None),
        lost: RwSignal::new(None),
        id,
        shown,
        decide: ServerAction::new(),
        undo: ServerAction::new(),
        undoable: RwSignal::new(None),
        pressed: StoredValue::new(None),
        gone,
        taken: RwSignal::new(Vec::new()),
        said: RwSignal::new(String::new()),
        focus: RwSignal::new(None),
    }
}

/// `7 open, oldest 12 days`, counting along with what is decided and what comes. What waits behind the bar counts too.
#[component]
fn Summary(desk: Desk) -> impl IntoView {
    let locale = locale();
    let summary = later(move || async move {
        desk.begin_with(&desk.queue.await.ok()?);
        Some(piece(move || {
            let settled = |id: &RequestId| {
                desk.gone.read().contains(id) || desk.taken.read().iter().any(|(taken, _)| taken == id)
            };
            let listed = desk.rows.read().iter().filter(|row| !settled(&row.id)).count();
            let open = (listed + desk.fresh.read().len()) as u64;
            desk.oldest.get().filter(|_| open > 0).map(|age| t::open(locale, open, &age))
        }))
    });
    view! { <span class="muted"><Transition>{summary}</Transition></span> }
}

/// What follows from the server's answer to a decision.
fn answer(desk: Desk) {
    let locale = locale();
    let (chosen, counts, navigate) = (chosen(), counts(), use_navigate());
    Effect::new(move |_| match desk.decide.value().get() {
        Some(Ok(request)) => {
            let next = list::after(desk, &request.id);
            desk.said.set(match request.state {
                StateView::Rejected { .. } => t::rejected(locale, &request.email),
                _ => t::approved(locale, &request.email),
            });
            desk.gone.update(|gone| gone.push(request.id.clone()));
            undo::offer(desk, request.id);
            desk.focus.set(Some(next.as_ref().map_or_else(|| "queue-empty".to_owned(), list::link_id)));
            if next.is_none() {
                // The address may stay what it was, and still nothing is left to show.
                desk.shown.refetch();
            }
            // On a phone the list is the next page; beside a list it is the next request.
            let to = match next.filter(|_| is_wide()) {
                Some(next) => format!("/esecure/queue/{next}"),
                None => "/esecure/queue".to_owned(),
            };
            let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
            navigate(&at(&to, chosen.read_untracked().as_ref()), options);
            counts.refresh();
            desk.decide.clear();
        }
        Some(Err(AppError::Conflict(who))) => {
            if let Some(id) = desk.pressed.get_value() {
                desk.taken.update(|taken| {
                    taken.retain(|(taken, _)| *taken != id);
                    taken.push((id, who.clone()));
                });
            }
            desk.said.set(who);
            desk.focus.set(Some("decided".to_owned()));
            desk.shown.refetch();
            counts.refresh();
            desk.decide.clear();
        }
        Some(Err(_)) | None => {}
    });
}

/// Whether list and request stand side by side: the same width as in `style/pages/queue.css`.
fn is_wide() -> bool {
    let width = window().inner_width().ok().and_then(|width| width.as_f64());
    width.is_none_or(|width| width >= 768.0)
}

/// Moves the focus to the element; tells whether it went there: it may not be on the page yet, or not visible.
fn give_focus(id: &str) -> bool {
    let target = document().get_element_by_id(id);
    let target = target.and_then(|target| target.dyn_into::<HtmlElement>().ok());
    target.is_some_and(|target| target.focus().is_ok()) && document().active_element().is_some_and(|at| at.id() == id)
}
