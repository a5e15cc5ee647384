//! Whether the pages under *eSecure* hear of changes by themselves, and what they hear: that something has changed, never
//! what. Each page asks for its own news then. The line to the server is the browser's ([`line`]).

#[cfg(feature = "hydrate")]
mod line;

use leptos::prelude::*;

/// How the line stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stand {
    /// Not heard yet, or not wanted now: nobody looks at the page.
    Quiet,
    /// What changes is heard.
    On,
    /// Broken since `14:29` by the reader's clock; pages poll meanwhile.
    Lost(String),
    /// The profile of this page is signed in no more: somebody else is, by name, or nobody.
    Ended(Option<String>),
}

/// A reason to ask for news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// The accounts now have this version.
    Version(String),
    /// It cannot be heard whether something has changed: the n-th look.
    Look(u32),
}

/// The line, in the context of the frame.
#[derive(Clone, Copy)]
pub struct Live {
    pub stand: RwSignal<Stand>,
    /// The last reason to ask for news.
    pub call: RwSignal<Option<Call>>,
}

impl Live {
    /// Runs `ask` for every call that may mean something new to a page whose data have the version that `known` gives.
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

/// Gives the frame its line, and holds it while the frame stands.
pub(super) fn provide() -> Live {
    let live = Live { stand: RwSignal::new(Stand::Quiet), call: RwSignal::new(None) };
    provide_context(live);
    #[cfg(feature = "hydrate")]
    line::hold(live);
    live
}
