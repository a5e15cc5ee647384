//! Question before unsaved input is lost: asked by the browser before the document is closed, and here before the
//! router opens another page.

#[cfg(feature = "hydrate")]
use {
    leptos::{
        ev,
        prelude::*,
        wasm_bindgen::{JsCast, JsValue, closure::Closure},
        web_sys::{Element, Event, HtmlAnchorElement, MouseEvent},
    },
    leptos_router::hooks::use_location,
    std::{cell::RefCell, rc::Rc},
    wasm_bindgen_futures::js_sys::Reflect,
};

/// Links that the router opens. The browser itself asks before it follows another link in this window.
#[cfg(feature = "hydrate")]
pub const ROUTER_LINK: &str = "a[href]:not([download], [target], [rel~=external])";

/// Asks before path and query, without `?`, are opened. Returns true if the reader stays.
#[cfg(feature = "hydrate")]
type Guard = Rc<dyn Fn(&str, &str) -> bool>;

#[cfg(feature = "hydrate")]
thread_local! {
    /// Guards of the page that is shown.
    static GUARDS: RefCell<Vec<Guard>> = const { RefCell::new(Vec::new()) };
}

/// Asks `question` before the page is left while `unsaved` returns true, for the lifetime of the component.
#[cfg(feature = "hydrate")]
pub fn ask_before_leaving(unsaved: impl Fn() -> bool + 'static, question: String) {
    let unsaved = Rc::new(unsaved);
    let closing = {
        let unsaved = Rc::clone(&unsaved);
        window_event_listener(ev::beforeunload, move |event| {
            if unsaved() {
                event.prevent_default();
            }
        })
    };
    let location = use_location();
    let (path, search) = (location.pathname, location.search);
    let guard: Guard = Rc::new(move |to_path, to_search| {
        let leaves = to_path != *path.read_untracked() || to_search != *search.read_untracked();
        leaves && unsaved() && !window().confirm_with_message(&question).unwrap_or(false)
    });
    GUARDS.with_borrow_mut(|guards| guards.push(Rc::clone(&guard)));
    let guard = StoredValue::new_local(guard);
    on_cleanup(move || {
        closing.remove();
        guard.with_value(|own| GUARDS.with_borrow_mut(|guards| guards.retain(|guard| !Rc::ptr_eq(guard, own))));
    });
}

/// Asks the guards of the page. Returns true if the reader stays.
#[cfg(feature = "hydrate")]
fn stays(path: &str, search: &str) -> bool {
    // A guard may be removed by its own question, so none is borrowed while it asks.
    let guards = GUARDS.with_borrow(Clone::clone);
    guards.iter().any(|guard| guard(path, search.trim_start_matches('?')))
}

/// Lets [`ask_before_leaving`] come before the router. Call once, before the router starts: on the window itself listeners
/// run in the order in which they were added.
#[cfg(feature = "hydrate")]
pub fn guard_navigation() {
    let clicked = |event: Event| {
        let link = event.dyn_ref::<MouseEvent>().and_then(followed_link);
        if link.is_some_and(|link| stays(&link.pathname(), &link.search())) {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    // The browser has already stepped to another entry of its history, nearly always back.
    let stepped = |event: Event| {
        let to = window().location();
        if stays(&to.pathname().unwrap_or_default(), &to.search().unwrap_or_default()) {
            event.stop_immediate_propagation();
            let step = if can_go_forward() { 1 } else { -1 };
            // If the history refuses the step, only the address is wrong.
            let _ = window().history().and_then(|history| history.go_with_delta(step));
        }
    };
    let listeners =
        [("click", Closure::<dyn FnMut(Event)>::new(clicked)), ("popstate", Closure::<dyn FnMut(Event)>::new(stepped))];
    for (name, listener) in listeners {
        // Lives as long as the document.
        let listener = listener.into_js_value();
        let _ = window().add_event_listener_with_callback_and_bool(name, listener.unchecked_ref(), true);
    }
}

/// Does nothing on the server.
#[cfg(not(feature = "hydrate"))]
pub fn ask_before_leaving(_unsaved: impl Fn() -> bool + 'static, _question: String) {}

/// Returns true if the history has entries ahead, or the browser does not say.
#[cfg(feature = "hydrate")]
fn can_go_forward() -> bool {
    let navigation = Reflect::get(&window(), &JsValue::from_str("navigation"));
    let ahead = navigation.and_then(|navigation| Reflect::get(&navigation, &JsValue::from_str("canGoForward")));
    ahead.ok().and_then(|ahead| ahead.as_bool()).unwrap_or(true)
}

/// Returns the link that the router opens in this window on a click.
#[cfg(feature = "hydrate")]
fn followed_link(event: &MouseEvent) -> Option<HtmlAnchorElement> {
    let modified = event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key();
    if modified || event.button() != 0 || event.default_prevented() {
        return None;
    }
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let link = target.closest(ROUTER_LINK).ok()??.dyn_into::<HtmlAnchorElement>().ok()?;
    (Some(link.origin()) == window().location().origin().ok()).then_some(link)
}
