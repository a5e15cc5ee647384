//! Shortcut keys of the queue. A decision key does the same as its button, and only while the button is visible.

use super::{
    actions, bulk_dialog,
    decision_bar::focus_first,
    dto::QueueAction,
    list::{heading_id, link_id},
    page::is_wide,
    selection,
    state::QueueState,
    undo,
};
use crate::{
    layout::viewers,
    ui::{Key, ShortcutHelp, locale, on_shortcut, suspend_fn},
};
use esecure::id::RequestId;
use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};
use leptos_router::{NavigateOptions, hooks::use_navigate};

const KEYS: &[Key] =
    &[Key::Next, Key::Previous, Key::Tick, Key::Approve, Key::Reject, Key::Undo, Key::Search, Key::Help, Key::Close];

/// Registers the key listener for the lifetime of the page.
pub(super) fn listen(state: QueueState) {
    let (viewers, navigate) = (viewers(), use_navigate());
    let on = move || (*viewers).get_untracked().and_then(Result::ok).flatten().is_some_and(|viewer| viewer.shortcuts);
    let show = move |id: &RequestId| {
        // Moving through the list adds no history, so *Back* leaves the list.
        navigate(
            &state.address_of(Some(id)),
            NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() },
        );
    };
    on_shortcut(on, move |key| match key {
        Key::Next => step(state, 1, &show),
        Key::Previous => step(state, -1, &show),
        Key::Tick => {
            let here = request_in_focus(state);
            let row = state.decidable_untracked().into_iter().find(|row| Some(&row.id) == here.as_ref());
            if let Some(row) = &row {
                selection::toggle(state, &row.id);
            }
            row.is_some()
        }
        Key::Approve => bulk_dialog::open(state, QueueAction::Approve) || approve(state),
        Key::Reject => bulk_dialog::open(state, QueueAction::Reject) || reject(state),
        Key::Undo => undo::undo(state),
        Key::Search => give("#queue-search"),
        Key::Help => {
            state.keys.set(true);
            true
        }
        Key::Close => {
            let some = !state.ticked.read_untracked().is_empty();
            if some {
                state.ticked.set(Vec::new());
            }
            some
        }
    });
}

/// Moves by `by` rows. If the list is shown alone, only the focus moves, because opening a row is a page of its own
/// there.
fn step(state: QueueState, by: isize, show: &impl Fn(&RequestId)) -> bool {
    let rows = state.in_sight_untracked();
    let at = request_in_focus(state).and_then(|id| rows.iter().position(|row| row.id == id));
    let to = match at {
        Some(at) => at.checked_add_signed(by),
        None => Some(0),
    };
    let Some(id) = to.and_then(|to| rows.get(to)).map(|row| &row.id) else { return false };
    match (is_wide(), state.id.read_untracked().is_some()) {
        (false, false) => return give(&format!("#{}", link_id(id))),
        (false, true) => state.focus.set(Some(heading_id(id))),
        (true, _) => state.focus.set(Some(link_id(id))),
    }
    show(id);
    true
}

/// Returns the row that the keys act on: the shown request, or the focused row if the list is shown alone.
fn request_in_focus(state: QueueState) -> Option<RequestId> {
    if is_wide() || state.id.read_untracked().is_some() {
        return untrack(|| state.current());
    }
    let row = document().active_element()?.closest(".rows > li").ok()??.query_selector("a").ok()??;
    RequestId::parse(row.id().strip_prefix("row-")?)
}

/// Returns the element if visible: on phones either the list or the request is hidden.
fn visible(selector: &str) -> Option<HtmlElement> {
    let element = document().query_selector(selector).ok()??.dyn_into::<HtmlElement>().ok()?;
    element.offset_parent().is_some().then_some(element)
}

/// Approves the shown request, without end date or note.
fn approve(state: QueueState) -> bool {
    let shown = state.visible_reasons().and_then(|_| state.shown_untracked());
    let open = shown.filter(|request| request.state.is_open() && !request.own);
    let id = open.map(|request| request.id).filter(|id| request_in_focus(state).as_ref() == Some(id));
    id.map(|id| actions::send(state, vec![id], QueueAction::Approve)).is_some()
}

/// Opens the reasons. Moves the focus immediately, before the next key; the menu itself moves it slightly later.
fn reject(state: QueueState) -> bool {
    state.visible_reasons().is_some_and(|menu| {
        menu.set_open(true);
        focus_first(&menu)
    })
}

fn give(selector: &str) -> bool {
    visible(selector).is_some_and(|element| element.focus().is_ok())
}

/// Renders the hint line, if the profile has shortcuts on.
#[component]
pub(super) fn Hints(state: QueueState) -> impl IntoView {
    let (viewers, locale) = (viewers(), locale());
    let hints = suspend_fn(move || async move {
        let on = viewers.await.ok().flatten().is_some_and(|viewer| viewer.shortcuts);
        on.then(|| view! { <ShortcutHelp open=state.keys keys=KEYS locale/> }.into_any())
    });
    view! { <Transition>{hints}</Transition> }
}
