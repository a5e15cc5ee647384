//! The line itself. A browser has one, however many tabs it shows: over HTTP/1.1 it allows six connections to a host, and
//! a seventh tab would stand still. The tab that holds the lock has the event stream and passes on what it hears; when it
//! is hidden or closed, the next visible one takes over. A hidden tab has none, and asks when it is shown again.

use super::{super::get_viewer, Call, Live, Stand};
use crate::{AppError, ui::page_profile};
use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen},
    web_sys::{AbortController, BroadcastChannel, Event, EventSource, MessageEvent},
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
    /// [Web Locks](https://www.w3.org/TR/web-locks/): the browser gives the lock to one tab at a time.
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    fn request_lock(name: &str, options: &JsValue, held: &JsValue) -> Result<Promise, JsValue>;
}

/// The name of the lock, and of the channel between tabs: another one whenever what is said there changes.
const NAME: &str = "esecure-live-2";
/// Where the stream comes from. It says `now` with a version and the profile signed in at once, with every change and
/// every 15 s, and `ended` with that profile.
const ADDRESS: &str = "/esecure/live";
/// How often the line is looked at, and the server asked where nothing is heard.
const LOOK: Duration = Duration::from_secs(5);
/// Milliseconds without a word after which the line counts as broken: at first, and once it had been heard.
const SILENT_AT_FIRST: f64 = 10_000.0;
const SILENT: f64 = 40_000.0;

/// What goes between tabs beside a version, which begins with a `v` and ends with the profile signed in.
mod word {
    pub(super) const HOW_NOW: &str = "?";
    pub(super) const LOST: &str = "lost";
    pub(super) const ENDED: &str = "ended";
}

type Listener = Closure<dyn FnMut(Event)>;

struct Line {
    live: Live,
    channel: Option<BroadcastChannel>,
    stream: RefCell<Option<EventSource>>,
    /// Asks for the lock while there; aborting takes that back.
    asking: RefCell<Option<AbortController>>,
    /// Lets go of the lock.
    release: RefCell<Option<Function>>,
    /// When the last word was heard.
    heard: Cell<f64>,
    looks: Cell<u32>,
    /// The profile that the page was rendered for.
    profile: String,
    /// What the stream calls; made once, for every stream that follows another.
    listeners: RefCell<Vec<(&'static str, Listener)>>,
}

/// Holds a line while the frame stands.
pub(super) fn hold(live: Live) {
    Effect::new(move |_| {
        let line = Rc::new(Line {
            live,
            channel: BroadcastChannel::new(NAME).ok(),
            stream: RefCell::default(),
            asking: RefCell::default(),
            release: RefCell::default(),
            heard: Cell::new(0.0),
            looks: Cell::new(0),
            profile: page_profile().unwrap_or_default(),
            listeners: RefCell::default(),
        });
        line.listen();
        line.wake();
        let shown = {
            let line = Rc::clone(&line);
            window_event_listener_untyped("visibilitychange", move |_| {
                if document().hidden() { line.sleep() } else { line.wake() }
            })
        };
        let look = {
            let line = Rc::clone(&line);
            set_interval_with_handle(move || line.look(), LOOK)
        };
        let line = StoredValue::new_local(line);
        on_cleanup(move || {
            shown.remove();
            if let Ok(look) = look {
                look.clear();
            }
            line.with_value(|line| {
                line.sleep();
                if let Some(channel) = &line.channel {
                    channel.close();
                }
                // They hold the line, which holds them.
                line.listeners.borrow_mut().clear();
            });
        });
    });
}

impl Line {
    /// Makes what the stream and the other tabs call.
    fn listen(self: &Rc<Self>) {
        let listener = |hear: fn(&Rc<Self>, Event)| {
            let line = Rc::clone(self);
            Closure::<dyn FnMut(Event)>::new(move |event| hear(&line, event))
        };
        let now = listener(|line, event| line.pass_on(&text(&event)));
        let ended = listener(|line, _| line.pass_on(word::ENDED));
        let error = listener(|line, _| line.pass_on(word::LOST));
        let message = listener(|line, event| line.hear(&text(&event)));
        if let Some(channel) = &self.channel {
            channel.set_onmessage(Some(message.as_ref().unchecked_ref()));
        }
        *self.listeners.borrow_mut() = vec![("now", now), ("ended", ended), ("error", error), ("", message)];
    }

    /// The page is shown: gets in line for the lock, and asks the others meanwhile. A page whose profile was signed in
    /// no more first asks whether it is again.
    fn wake(self: &Rc<Self>) {
        if document().hidden() || self.asking.borrow().is_some() {
            return;
        }
        if self.is_ended() {
            return self.check();
        }
        self.heard.set(Date::now());
        self.live.stand.set(Stand::Quiet);
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
            // It ends when the lock is let go, or nobody wants it any more: neither is news.
            Ok(held) => spawn_local(async move { drop(JsFuture::from(held).await) }),
            // A browser without locks: a line of our own.
            Err(_) => self.open(),
        }
        self.post(word::HOW_NOW);
    }

    /// The page is hidden or left: lets go of everything.
    fn sleep(&self) {
        if let Some(asking) = self.asking.borrow_mut().take() {
            asking.abort();
        }
        self.close();
        if let Some(release) = self.release.borrow_mut().take() {
            // It resolves a promise.
            let _ = release.call0(&JsValue::NULL);
        }
    }

    fn open(&self) {
        self.close();
        if self.asking.borrow().is_none() {
            return;
        }
        let Ok(stream) = EventSource::new(ADDRESS) else { return };
        for (name, listener) in self.listeners.borrow().iter().filter(|(name, _)| !name.is_empty()) {
            // A known target and a function: it cannot fail.
            let _ = stream.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
        }
        *self.stream.borrow_mut() = Some(stream);
    }

    fn close(&self) {
        if let Some(stream) = self.stream.borrow_mut().take() {
            stream.close();
        }
    }

    /// Asks who is signed in now. As long as it is the profile of this page, the line begins anew; otherwise it ends, and
    /// lets another tab have the lock.
    fn check(self: &Rc<Self>) {
        let line = Rc::clone(self);
        spawn_local(async move {
            let error = match get_viewer().await {
                Ok(Some(_)) => None,
                Ok(None) => Some(AppError::SignedOut),
                Err(error @ AppError::OtherProfile(_)) => Some(error),
                Err(_) if line.is_ended() => return,
                Err(_) => None,
            };
            line.sleep();
            match error {
                Some(error) => set_if_new(line.live.stand, Stand::Ended(error)),
                None => {
                    line.live.stand.set(Stand::Quiet);
                    line.wake();
                }
            }
        });
    }

    fn is_ended(&self) -> bool {
        matches!(*self.live.stand.read_untracked(), Stand::Ended(_))
    }

    /// Hears a word from the stream, and tells the other tabs.
    fn pass_on(self: &Rc<Self>, word: &str) {
        self.post(word);
        self.hear(word);
    }

    fn post(&self, word: &str) {
        if let Some(channel) = &self.channel {
            // Only a closed channel fails, and then nobody listens.
            let _ = channel.post_message(&word.into());
        }
    }

    fn hear(self: &Rc<Self>, word: &str) {
        if document().hidden() {
            return;
        }
        match word {
            word::HOW_NOW => self.answer(),
            word::LOST => self.lose(),
            word::ENDED => {
                self.close();
                self.check();
            }
            now => match now.strip_prefix('v').and_then(|now| now.strip_suffix(self.profile.as_str())) {
                Some(_) if self.is_ended() => self.check(),
                Some(version) => {
                    self.heard.set(Date::now());
                    set_if_new(self.live.stand, Stand::On);
                    set_if_new(self.live.call, Some(Call::Version(version.trim_end().to_owned())));
                }
                // Whoever is signed in now, a tab has not heard of it: that one, or this.
                None if !self.is_ended() => {
                    self.post(word::ENDED);
                    self.check();
                }
                None => {}
            },
        }
    }

    /// Tells a tab that has just been shown how things stand, where this one has the stream.
    fn answer(&self) {
        if self.stream.borrow().is_none() {
            return;
        }
        match (self.live.stand.get_untracked(), self.live.call.get_untracked()) {
            (Stand::On, Some(Call::Version(version))) => self.post(&format!("v{version} {}", self.profile)),
            (Stand::Lost(_), _) => self.post(word::LOST),
            _ => {}
        }
    }

    fn lose(&self) {
        if matches!(self.live.stand.get_untracked(), Stand::Quiet | Stand::On) {
            let clock = String::from(Date::new_0().to_time_string());
            self.live.stand.set(Stand::Lost(clock.chars().take(5).collect()));
            self.ask();
        }
    }

    /// Asks the server, since nothing is heard.
    fn ask(&self) {
        self.looks.set(self.looks.get() + 1);
        self.live.call.set(Some(Call::Look(self.looks.get())));
    }

    /// Looks at the line every few seconds: a proxy that holds words back closes nothing, so silence counts too.
    fn look(&self) {
        if self.asking.borrow().is_none() {
            return;
        }
        let silent = Date::now() - self.heard.get();
        match self.live.stand.get_untracked() {
            Stand::Quiet if silent > SILENT_AT_FIRST => self.lose(),
            Stand::On if silent > SILENT => self.lose(),
            Stand::Lost(_) => {
                self.ask();
                // A browser tries again by itself after a cut, but not after a refusal.
                let closed = |stream: &EventSource| stream.ready_state() == EventSource::CLOSED;
                if self.stream.borrow().as_ref().is_some_and(closed) {
                    self.open();
                }
            }
            // Perhaps the frame found out before the line did.
            Stand::Ended(_) => self.sleep(),
            _ => {}
        }
    }
}

/// Sets a signal where that changes it: who follows it need not hear the same again.
fn set_if_new<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}

fn text(event: &Event) -> String {
    let message = event.dyn_ref::<MessageEvent>();
    message.and_then(|message| message.data().as_string()).unwrap_or_default()
}
