//! How many requests are open, beside *Queue*: counted anew whenever something has changed, without touching what else
//! stands in the frame. (The menus would close under the reader's hand.)

use super::{
    chosen::open,
    get_viewer,
    live::{Live, Stand},
    viewers,
};
use crate::{AppError, view::Viewer};
use esecure::id::AccountId;
use leptos::{prelude::*, task::spawn_local};

/// The viewer as counted last; nobody until something has changed since the page was rendered.
#[derive(Clone, Copy)]
pub struct Counts(RwSignal<Option<Viewer>>, Live);

impl Counts {
    /// Open requests of the chosen account, or of all; `rendered` is what the page came with.
    pub(super) fn open(self, rendered: &Viewer, chosen: Option<&AccountId>) -> u64 {
        self.0.with(|now| open(now.as_ref().unwrap_or(rendered), chosen))
    }

    /// Counts anew, and finds out on the way that the profile of this page is signed in no more.
    pub fn refresh(self) {
        spawn_local(async move {
            // The page may have been left meanwhile.
            match get_viewer().await {
                Ok(Some(viewer)) => drop(self.0.try_set(Some(viewer))),
                Ok(None) => drop(self.1.stand.try_set(Stand::Ended(None))),
                Err(AppError::OtherProfile(name)) => drop(self.1.stand.try_set(Stand::Ended(Some(name)))),
                // A count can wait.
                Err(_) => {}
            }
        });
    }
}

/// The counts of the frame.
pub fn counts() -> Counts {
    expect_context()
}

/// Gives the frame its counts, kept true by the line.
pub(super) fn provide(live: Live) {
    let (counts, viewers) = (Counts(RwSignal::new(None), live), viewers());
    provide_context(counts);
    let known = move || {
        let now = counts.0.with_untracked(|now| now.as_ref().map(|viewer| viewer.version.clone()));
        now.or_else(|| Some(viewers.get_untracked()?.ok()??.version))
    };
    live.on_news(known, move || counts.refresh());
}
