//! What this page has decided leaves the list, and what comes next is shown.

use super::{desk::Desk, is_wide, list::link_id};
use crate::pages::frame::counts;
use esecure::id::RequestId;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// Lets requests leave. Where the one that is shown stays, it stays shown.
pub(super) fn leave(desk: Desk) -> impl Fn(&[RequestId]) + Clone + 'static {
    let (counts, navigate) = (counts(), use_navigate());
    move |ids| {
        let shown = untrack(|| desk.current());
        let next = match shown {
            Some(shown) if !ids.contains(&shown) => Some(shown),
            _ => untrack(|| desk.after(ids)),
        };
        desk.gone.update(|gone| gone.extend(ids.iter().cloned()));
        desk.focus.set(Some(next.as_ref().map_or_else(|| "queue-empty".to_owned(), link_id)));
        if next.is_none() {
            // The address may stay what it was, and still nothing is left to show.
            desk.shown.refetch();
        }
        // On a phone the list is the next page; beside a list it is the next request.
        let to = untrack(|| desk.at(next.filter(|_| is_wide()).as_ref()));
        navigate(&to, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
        counts.refresh();
    }
}
