//! Live updates of the pages under *eSecure*. The server only signals that something has changed; each page then
//! fetches its own news. The browser holds the connection ([`event_stream`]).

#[cfg(feature = "hydrate")]
mod event_stream;

use leptos::prelude::*;

/// State of the live connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stand {
    /// No message yet, or not connected because the page is hidden.
    Quiet,
    /// Connected; every change is received.
    On,
    /// Lost since `14:29` by the reader's clock; pages poll meanwhile.
    Lost(String),
    /// The profile of this page is signed out; holds the name of the profile signed in now, if any.
    Ended(Option<String>),
}

/// Trigger for fetching news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// Current version of the accounts.
    Version(String),
    /// Poll number n, while the connection is lost.
    Look(u32),
}

/// Live connection, in the context of the frame.
#[derive(Clone, Copy)]
pub struct Live {
    pub stand: RwSignal<Stand>,
    /// Last trigger for fetching news.
    pub call: RwSignal<Option<Call>>,
}

impl Live {
    /// Runs `ask` for every trigger, except for the version that the page's data already have (`known`).
    pub fn on_news(self, known: impl Fn() -> Option<String> + 'static, ask: impl Fn() + 'static) {
        Effect::new(move |_| match self.call.get() {
            Some(Call::Version(now)) if untrack(&known).as_ref() == Some(&now) => {}
            Some(_) => untrack(&ask),
            None => {}
        });
    }
}

pub fn live() -> Live {
    expect_context()
}

/// Provides the live connection, open for the lifetime of the frame.
pub(super) fn provide() -> Live {
    let live = Live { stand: RwSignal::new(Stand::Quiet), call: RwSignal::new(None) };
    provide_context(live);
    #[cfg(feature = "hydrate")]
    event_stream::hold(live);
    live
}
