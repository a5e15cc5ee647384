//! Live updates of the pages under *eSecure*. The server only signals that something has changed; each page then
//! fetches its own news. The browser holds the connection ([`event_stream`]).

#[cfg(feature = "hydrate")]
mod event_stream;

use leptos::prelude::*;

/// State of the live connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConnectionState {
    /// No message yet, or not connected because the page is hidden.
    Idle,
    /// Connected; every change is received.
    Connected,
    /// Lost since `14:29` by the reader's clock; pages poll meanwhile.
    Disconnected(String),
    /// The profile of this page is signed out; holds the name of the profile signed in now, if any.
    SignedOut(Option<String>),
}

/// Trigger for fetching news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpdateSignal {
    /// Current version of the accounts.
    Version(String),
    /// Poll number n, while the connection is lost.
    Poll(u32),
}

/// Live connection, in the context of the frame.
#[derive(Clone, Copy)]
pub struct Live {
    pub connection: RwSignal<ConnectionState>,
    /// Last trigger for fetching news.
    pub update: RwSignal<Option<UpdateSignal>>,
}

impl Live {
    /// Runs `ask` for every trigger, except for the version that the page's data already have (`known`).
    pub fn on_update(self, known: impl Fn() -> Option<String> + 'static, ask: impl Fn() + 'static) {
        Effect::new(move |_| match self.update.get() {
            Some(UpdateSignal::Version(now)) if untrack(&known).as_ref() == Some(&now) => {}
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
    let live = Live { connection: RwSignal::new(ConnectionState::Idle), update: RwSignal::new(None) };
    provide_context(live);
    #[cfg(feature = "hydrate")]
    event_stream::connect(live);
    live
}
