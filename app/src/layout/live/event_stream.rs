//! Live connection of the browser: one event stream for all tabs, because HTTP/1.1 allows six connections per host and
//! a seventh tab would block. The tab that holds the lock has the stream and broadcasts its messages; when that tab is
//! hidden or closed, the next visible one takes over. A hidden tab has no connection, and catches up when shown again.

use super::{ConnectionState, Live, UpdateSignal};
use crate::{routes, ui::page_profile};
use futures::{StreamExt, stream::select_all};
use gloo_net::eventsource::{State, futures::EventSource};
use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen},
    web_sys::{AbortController, BroadcastChannel, MessageEvent},
};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};
use wasm_bindgen_futures::{
    JsFuture,
    js_sys::{Date, Function, Object, Promise, Reflect},
};

#[wasm_bindgen]
extern "C" {
    /// [Web Locks](https://www.w3.org/TR/web-locks/): the browser grants the lock to one tab at a time.
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    fn request_lock(name: &str, options: &JsValue, held: &JsValue) -> Result<Promise, JsValue>;
}

/// Name of the lock and of the channel between tabs; must change with the format of the messages.
const NAME: &str = "esecure-live-2";
/// URL of the event stream of the signed-in profile, which may differ from the profile of this page. Events: `now` with
/// version, profile and profile name, immediately, on every change and every 15 s; `ended` after the end of that
/// sign-in; `nobody` without a sign-in.
const ADDRESS: &str = routes::LIVE;
/// Interval of checking the connection, and of polling while the connection is lost.
const LOOK: Duration = Duration::from_secs(5);
/// Milliseconds of silence until the connection counts as lost: before the first message, and after it.
const SILENT_AT_FIRST: f64 = 10_000.0;
const SILENT: f64 = 40_000.0;
/// Delay before reopening the stream after the end of a sign-in; by then the browser has the cookie of the next one.
const NEXT: Duration = Duration::from_secs(1);

/// Messages between tabs other than the data of `now`, which begin with `v`.
mod tab_protocol {
    /// Request for the current state, followed by the profile of the requesting page.
    pub(super) const HOW_NOW: char = '?';
    pub(super) const LOST: &str = "lost";
    pub(super) const NOBODY: &str = "nobody";
}

type Listener = Closure<dyn FnMut(MessageEvent)>;

struct EventStreamClient {
    live: Live,
    channel: Option<BroadcastChannel>,
    stream: RefCell<Option<EventSource>>,
    /// Abort handle of the lock request; `None` while the page is hidden.
    asking: RefCell<Option<AbortController>>,
    /// Resolves the promise that holds the lock.
    release: RefCell<Option<Function>>,
    /// Time of the last message, in milliseconds.
    heard: Cell<f64>,
    looks: Cell<u32>,
    /// Profile that the page was rendered for.
    profile: String,
    /// Data of the last `now` event of the stream.
    said: RefCell<String>,
    /// Number of the current stream; events of earlier ones are dropped.
    opened: Cell<u32>,
    /// Listener of the channel.
    on_post: RefCell<Option<Listener>>,
}

/// Keeps a connection for the lifetime of the frame.
pub(super) fn connect(live: Live) {
    Effect::new(move |_| {
        let line = Rc::new(EventStreamClient {
            live,
            channel: BroadcastChannel::new(NAME).ok(),
            stream: RefCell::default(),
            asking: RefCell::default(),
            release: RefCell::default(),
            heard: Cell::new(0.0),
            looks: Cell::new(0),
            profile: page_profile().unwrap_or_default(),
            said: RefCell::default(),
            opened: Cell::new(0),
            on_post: RefCell::default(),
        });
        line.listen();
        line.resume();
        let shown = {
            let line = Rc::clone(&line);
            window_event_listener_untyped("visibilitychange", move |_| {
                if document().hidden() { line.suspend() } else { line.resume() }
            })
        };
        let look = {
            let line = Rc::clone(&line);
            set_interval_with_handle(move || line.check_liveness(), LOOK)
        };
        let line = StoredValue::new_local(line);
        on_cleanup(move || {
            shown.remove();
            if let Ok(look) = look {
                look.clear();
            }
            line.with_value(|line| {
                line.suspend();
                if let Some(channel) = &line.channel {
                    channel.close();
                }
                // Breaks the reference cycle: the listener holds the `EventStreamClient`, which holds the listener.
                line.on_post.borrow_mut().take();
            });
        });
    });
}

impl EventStreamClient {
    /// Listens to the other tabs.
    fn listen(self: &Rc<Self>) {
        let Some(channel) = &self.channel else { return };
        let line = Rc::clone(self);
        let listener = Listener::new(move |event| line.on_message(&text(&event)));
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        *self.on_post.borrow_mut() = Some(listener);
    }

    /// Handles an event of the stream. Returns false if the stream has come to its end.
    fn on_event(self: &Rc<Self>, name: &str, data: String) -> bool {
        match name {
            "now" => {
                *self.said.borrow_mut() = data.clone();
                self.relay(&data);
                return true;
            }
            "ended" => {
                self.close();
                let line = Rc::clone(self);
                set_timeout(move || line.open(), NEXT);
            }
            _ => {
                self.close();
                self.relay(tab_protocol::NOBODY);
            }
        }
        false
    }

    /// Handles the page becoming visible: requests the lock, and the current state from the other tabs.
    fn resume(self: &Rc<Self>) {
        if document().hidden() || self.asking.borrow().is_some() {
            return;
        }
        self.heard.set(Date::now());
        // An ended session stays ended until the stream reports otherwise.
        if !matches!(self.live.connection.get_untracked(), ConnectionState::SignedOut(_)) {
            self.live.connection.set(ConnectionState::Idle);
        }
        let Ok(abort) = AbortController::new() else { return };
        let options = Object::new();
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&options, &"signal".into(), &abort.signal());
        *self.asking.borrow_mut() = Some(abort);
        let line = Rc::clone(self);
        let held = Closure::once_into_js(move || {
            Promise::new(&mut |resolve, _| {
                *line.release.borrow_mut() = Some(resolve);
                line.open();
            })
        });
        match request_lock(NAME, &options, &held) {
            // The promise settles when the lock is released or the request aborted; neither matters here.
            Ok(held) => spawn_local(async move { drop(JsFuture::from(held).await) }),
            // Browser without Web Locks: opens a stream for this tab alone.
            Err(_) => self.open(),
        }
        self.post(&format!("{}{}", tab_protocol::HOW_NOW, self.profile));
    }

    /// Handles the page being hidden or left: releases everything.
    fn suspend(&self) {
        if let Some(asking) = self.asking.borrow_mut().take() {
            asking.abort();
        }
        self.close();
        if let Some(release) = self.release.borrow_mut().take() {
            // Resolving a promise cannot fail.
            let _ = release.call0(&JsValue::NULL);
        }
    }

    /// Opens a stream in place of the current one.
    fn open(self: &Rc<Self>) {
        self.close();
        if self.asking.borrow().is_none() {
            return;
        }
        let Ok(mut stream) = EventSource::new(ADDRESS) else { return };
        let events = ["now", "ended", "nobody"].map(|name| stream.subscribe(name));
        *self.stream.borrow_mut() = Some(stream);
        let (line, opened) = (Rc::clone(self), self.opened.get());
        spawn_local(async move {
            let mut events = select_all(events.into_iter().flatten());
            while let Some(event) = events.next().await {
                if line.opened.get() != opened {
                    return;
                }
                let goes_on = match event {
                    Ok((name, message)) => line.on_event(&name, text(&message)),
                    // Refused by the server; a cut connection is no event, see `check_liveness`.
                    Err(_) => {
                        line.relay(tab_protocol::LOST);
                        false
                    }
                };
                if !goes_on {
                    return;
                }
            }
        });
    }

    fn close(&self) {
        self.opened.set(self.opened.get() + 1);
        self.said.borrow_mut().clear();
        // Dropping a stream closes it.
        drop(self.stream.borrow_mut().take());
    }

    /// Processes a message from the stream, and broadcasts the message to the other tabs.
    fn relay(self: &Rc<Self>, word: &str) {
        self.post(word);
        self.on_message(word);
    }

    fn post(&self, word: &str) {
        if let Some(channel) = &self.channel {
            // Only a closed channel fails, and a closed channel has no listeners.
            let _ = channel.post_message(&word.into());
        }
    }

    fn on_message(self: &Rc<Self>, word: &str) {
        if self.asking.borrow().is_none() {
            return;
        }
        if let Some(profile) = word.strip_prefix(tab_protocol::HOW_NOW) {
            return self.answer(profile);
        }
        match word {
            tab_protocol::LOST => self.on_disconnect(),
            tab_protocol::NOBODY => set_if_new(self.live.connection, ConnectionState::SignedOut(None)),
            now => {
                let [version, profile, name] = parts(now);
                if profile != self.profile {
                    return set_if_new(self.live.connection, ConnectionState::SignedOut(Some(name.to_owned())));
                }
                self.heard.set(Date::now());
                set_if_new(self.live.connection, ConnectionState::Connected);
                let call = UpdateSignal::Version(version.trim_start_matches('v').to_owned());
                set_if_new(self.live.update, Some(call));
            }
        }
    }

    /// Sends the current state to a newly shown tab, if this tab has the stream. A tab of another profile may have
    /// brought another cookie, so the stream is then reopened.
    fn answer(self: &Rc<Self>, profile: &str) {
        let (said, opened) = (self.said.borrow().clone(), self.stream.borrow().is_some());
        if opened && matches!(self.live.connection.get_untracked(), ConnectionState::Disconnected(_)) {
            self.post(tab_protocol::LOST);
        } else if parts(&said)[1] == profile {
            self.post(&said);
        } else if self.release.borrow().is_some() && !(opened && said.is_empty()) {
            self.open();
        }
    }

    fn on_disconnect(&self) {
        if matches!(self.live.connection.get_untracked(), ConnectionState::Idle | ConnectionState::Connected) {
            let clock = String::from(Date::new_0().to_time_string());
            self.live.connection.set(ConnectionState::Disconnected(clock.chars().take(5).collect()));
            self.ask();
        }
    }

    /// Triggers a poll while no messages arrive.
    fn ask(&self) {
        self.looks.set(self.looks.get() + 1);
        self.live.update.set(Some(UpdateSignal::Poll(self.looks.get())));
    }

    /// Checks the connection at every interval. While the browser reconnects there is no event, and a buffering proxy
    /// closes nothing, so silence also counts as a loss.
    fn check_liveness(self: &Rc<Self>) {
        if self.asking.borrow().is_none() {
            return;
        }
        let state = self.stream.borrow().as_ref().map(EventSource::state);
        if state == Some(State::Connecting) && self.live.connection.get_untracked() == ConnectionState::Connected {
            self.relay(tab_protocol::LOST);
        }
        let silent = Date::now() - self.heard.get();
        match self.live.connection.get_untracked() {
            ConnectionState::Idle if silent > SILENT_AT_FIRST => self.on_disconnect(),
            ConnectionState::Connected if silent > SILENT => self.on_disconnect(),
            ConnectionState::Disconnected(_) => {
                self.ask();
                // Browsers reconnect by themselves after a cut, but not after a refusal.
                if state == Some(State::Closed) {
                    self.open();
                }
            }
            // A sign-in may have happened since, on a page without a live connection.
            ConnectionState::SignedOut(None) if self.stream.borrow().is_none() && self.release.borrow().is_some() => {
                self.open()
            }
            _ => {}
        }
    }
}

/// Splits the data of a `now` event into version, profile and profile name.
fn parts(now: &str) -> [&str; 3] {
    let (version, who) = now.split_once(' ').unwrap_or_default();
    let (profile, name) = who.split_once(' ').unwrap_or_default();
    [version, profile, name]
}

/// Sets a signal only if the value differs, to spare its subscribers.
fn set_if_new<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}

fn text(message: &MessageEvent) -> String {
    message.data().as_string().unwrap_or_default()
}
