//! Number of open requests in the navigation. Counted again after every change without re-rendering the frame, because
//! that would close open menus.

use super::{
    dto::Viewer,
    get_viewer,
    live::{ConnectionState, Live},
    selected_account::open,
    viewers,
};
use crate::AppError;
use esecure::id::AccountId;
use leptos::{prelude::*, task::spawn_local};

/// Viewer of the last count; `None` until the first change after rendering.
#[derive(Clone, Copy)]
pub struct Counts(RwSignal<Option<Viewer>>, Live);

impl Counts {
    /// Returns the open requests of the chosen account, or of all; `rendered` is the viewer that came with the page.
    pub(super) fn open(self, rendered: &Viewer, chosen: Option<&AccountId>) -> u64 {
        self.0.with(|now| open(now.as_ref().unwrap_or(rendered), chosen))
    }

    /// Fetches the counts again, and detects that the profile of this page is signed out.
    pub fn refresh(self) {
        spawn_local(async move {
            // The page may have been left meanwhile.
            match get_viewer().await {
                Ok(Some(viewer)) => drop(self.0.try_set(Some(viewer))),
                Ok(None) => drop(self.1.connection.try_set(ConnectionState::SignedOut(None))),
                Err(AppError::OtherProfile(name)) => {
                    drop(self.1.connection.try_set(ConnectionState::SignedOut(Some(name))))
                }
                // Counts are not urgent: the next refresh retries.
                Err(_) => {}
            }
        });
    }
}

/// Returns the counts from the frame's context.
pub fn counts() -> Counts {
    expect_context()
}

/// Provides the counts to the frame, and refreshes them on every live change.
pub(super) fn provide(live: Live) {
    let (counts, viewers) = (Counts(RwSignal::new(None), live), viewers());
    provide_context(counts);
    let known = move || {
        let now = counts.0.with_untracked(|now| now.as_ref().map(|viewer| viewer.version.clone()));
        now.or_else(|| Some(viewers.get_untracked()?.ok()??.version))
    };
    live.on_update(known, move || counts.refresh());
}
