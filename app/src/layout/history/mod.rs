//! Scroll positions and typed text of the pages in the browser's history, so that *Back* and *Forward* show each page as
//! it was left. Kept in memory and only while the document lives; passwords and files are not kept.
//!
//! Fields with a name are kept by themselves; a page hands other state to [`keep`]. Entries are told apart by the key of
//! the Navigation API. In a browser without it, pages begin at their top.

mod field;
mod restoration;

use crate::routes;
use field::{FIELDS, Field, POSTED, elements, is_unsent, pane_name};
use leptos::{
    ev,
    prelude::*,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
    web_sys::{Event, EventTarget},
};
use leptos_router::{hooks::use_location, location::Location};
use restoration::Restoration;
use std::{any::Any, cell::RefCell, collections::HashMap, rc::Rc, time::Duration};
use wasm_bindgen_futures::js_sys::Reflect;

/// Time by which the router has added the entry of a navigation; it waits a third of a second for the page's code.
const ROUTED: Duration = Duration::from_millis(1500);

/// State of a page when it was left.
#[derive(Clone, Default)]
struct Snapshot {
    window: f64,
    /// Scrolled elements, by name and offset.
    panes: Vec<(String, i32)>,
    /// Fields that differ from the page as rendered, by name and content.
    fields: Vec<(String, String)>,
    /// State that the page handed to [`keep`], by name.
    kept: Vec<(&'static str, Rc<dyn Any>)>,
    /// True if text would be lost with the document.
    is_unsent: bool,
}

/// Sets the state of a page to one that was kept.
type Write = Box<dyn Fn(&dyn Any)>;

/// State that a page keeps under a name.
struct Keeper {
    name: &'static str,
    /// Path of the page.
    path: String,
    /// Latest state. A copy, because the page may be gone when the navigation to the next one is noticed.
    value: Rc<RefCell<Rc<dyn Any>>>,
    write: Write,
}

/// Memory of all pages, in the context of the application.
#[derive(Clone, Copy)]
struct Memory(StoredValue<Pages, LocalStorage>);

#[derive(Default)]
struct Pages {
    /// Snapshots by the key of their entry.
    snapshots: HashMap<String, Snapshot>,
    /// Key of the entry that is shown; `None` between the begin of a navigation and its entry.
    shown: Option<String>,
    /// Path of the entry that is shown.
    path: String,
    /// Snapshot of the entry that is shown, if it was shown before.
    before: Snapshot,
    /// State of the page that is shown, and of one that is being opened.
    keepers: Vec<Keeper>,
}

/// Keeps a signal of the page with its entry in the history, and sets it when the reader comes back.
pub fn keep<T: Clone + Send + Sync + 'static>(name: &'static str, signal: RwSignal<T>) {
    let Some(Memory(pages)) = use_context() else { return };
    let value: Rc<RefCell<Rc<dyn Any>>> = Rc::new(RefCell::new(Rc::new(signal.get_untracked())));
    let latest = Rc::clone(&value);
    Effect::new(move |_| *latest.borrow_mut() = Rc::new(signal.get()));
    let write = move |value: &dyn Any| {
        if let Some(value) = value.downcast_ref::<T>() {
            // The page may have been left meanwhile.
            let _ = signal.try_set(value.clone());
        }
    };
    let path = use_location().pathname.get_untracked();
    let keeper = Keeper { name, path, value, write: Box::new(write) };
    pages.update_value(|pages| {
        // Otherwise `Pages::leave_for` follows, and restores the state.
        if pages.path == keeper.path {
            keeper.restore(&pages.before);
        }
        pages.keepers.push(keeper);
    });
}

impl Keeper {
    fn restore(&self, snapshot: &Snapshot) {
        if let Some((_, value)) = snapshot.kept.iter().find(|(kept, _)| *kept == self.name) {
            (self.write)(&**value);
        }
    }
}

/// Keeps the snapshots for the lifetime of the application. Call once, in the browser and within the router.
pub fn remember_pages() {
    let location = use_location();
    let path = location.pathname.get_untracked();
    let pages = StoredValue::new_local(Pages { shown: entry(), path, ..Pages::default() });
    provide_context(Memory(pages));
    let restoration = Restoration::watch_reader();
    if entry().is_some() {
        set_restoration("manual");
        // After a reload the browser restores the position itself.
        window_event_listener_untyped("pagehide", |_| set_restoration("auto"));
    }
    Effect::new(move |before: Option<()>| {
        location.search.track();
        let path = location.pathname.get();
        if before.is_some() {
            restoration.end();
            if let Some(snapshot) = pages.try_update_value(|pages| pages.leave_for(path)).flatten() {
                restoration.begin(snapshot);
            }
            add_missing_entry(pages, location.clone());
        }
    });
    if let Some(navigation) = navigation() {
        let listener = Closure::<dyn FnMut(Event)>::new(move |_| {
            pages.update_value(|pages| {
                if pages.shown.is_none() {
                    pages.shown = entry();
                }
            });
        });
        // Lives as long as the document.
        let listener = listener.into_js_value();
        let _ = navigation.add_event_listener_with_callback("currententrychange", listener.unchecked_ref());
    }
    window_event_listener(ev::beforeunload, move |event| {
        let elsewhere = pages.with_value(|pages| pages.snapshots.values().any(|snapshot| snapshot.is_unsent));
        if elsewhere || is_unsent() {
            event.prevent_default();
        }
    });
}

/// Adds the entry of a navigation if the router has not done so. After *Back* and *Forward* the router takes a link to the
/// page before for the page that is shown, and leaves the old URL in the address bar.
fn add_missing_entry(pages: StoredValue<Pages, LocalStorage>, location: Location) {
    let url = move || routes::with_query(&location.pathname.read_untracked(), &location.search.read_untracked());
    let opened = url();
    let add = move || {
        let is_missing = pages.try_with_value(|pages| pages.shown.is_none()).unwrap_or(false);
        if is_missing && url() == opened && address_bar() != opened {
            // Adding an entry for the same origin cannot fail.
            let _ = window().history().and_then(|it| it.push_state_with_url(&JsValue::NULL, "", Some(&opened)));
        }
    };
    set_timeout(add, ROUTED);
}

impl Pages {
    /// Takes the snapshot of the page that is being left. Returns the snapshot of the page that follows, if the reader
    /// was there before. `path` is that of the page that follows.
    fn leave_for(&mut self, path: String) -> Option<Snapshot> {
        let stays = path == self.path;
        // Fields that become the query are part of the URL already, unless the page itself is left.
        let mut snapshot = Snapshot::take(if stays { POSTED } else { FIELDS });
        if !stays {
            let left = std::mem::replace(&mut self.path, path);
            let (kept, opened) = self.keepers.drain(..).partition::<Vec<_>, _>(|keeper| keeper.path == left);
            snapshot.kept = kept.into_iter().map(|keeper| (keeper.name, Rc::clone(&keeper.value.borrow()))).collect();
            self.keepers = opened;
        }
        if let Some(left) = self.shown.take() {
            self.snapshots.insert(left.clone(), snapshot);
            // A step through the history has changed the entry already; a new entry follows once its page is rendered.
            self.shown = entry().filter(|entry| *entry != left);
        }
        let before = self.shown.as_ref().and_then(|key| self.snapshots.get(key)).cloned();
        self.before = before.clone().unwrap_or_default();
        if !stays {
            for keeper in &self.keepers {
                keeper.restore(&self.before);
            }
        }
        before
    }
}

impl Snapshot {
    /// Reads the state of the page that is shown; `fields` selects the fields that are kept.
    fn take(fields: &str) -> Self {
        let panes = elements("#main, #main *").into_iter().filter(|element| element.scroll_top() > 0);
        let panes = panes.map(|element| (pane_name(&element), element.scroll_top())).collect();
        let fields = elements(fields).into_iter().filter_map(|element| {
            let field = Field::of(&element)?;
            field.is_changed().then(|| Some((field.name(&element)?, field.content())))?
        });
        let window = window().scroll_y().unwrap_or_default();
        Self { window, panes, fields: fields.collect(), kept: Vec::new(), is_unsent: is_unsent() }
    }
}

/// Path and query in the address bar of the browser, which follow the router once a page is rendered.
pub fn address_bar() -> String {
    let shown = window().location();
    shown.pathname().and_then(|path| Ok(path + &shown.search()?)).unwrap_or_default()
}

/// Navigation API of the browser, if there is one.
fn navigation() -> Option<EventTarget> {
    let navigation = Reflect::get(&window(), &JsValue::from_str("navigation")).ok()?;
    navigation.is_object().then(|| navigation.unchecked_into())
}

/// Key of the current entry in the browser's history.
fn entry() -> Option<String> {
    let navigation = navigation()?;
    let entry = Reflect::get(&navigation, &JsValue::from_str("currentEntry")).ok()?;
    Reflect::get(&entry, &JsValue::from_str("key")).ok()?.as_string()
}

/// Sets who restores the position after a step through the history: the page (`manual`) or the browser (`auto`).
fn set_restoration(mode: &str) {
    if let Ok(history) = window().history() {
        let _ = Reflect::set(&history, &JsValue::from_str("scrollRestoration"), &JsValue::from_str(mode));
    }
}
