//! Initial state of the list, set again for another account or search.

use crate::view::{Queue, QueueRow};
use esecure::id::{AccountId, RequestId};
use leptos::prelude::*;

/// Counts, cursor and search of the list, as the server sent them.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    /// The chosen account when the list began.
    pub account: Option<AccountId>,
    /// The search that it answers, empty for none.
    pub search: String,
    /// The last request of the parts loaded so far, where more follow.
    pub next: Option<RequestId>,
    /// All open requests.
    pub open: u64,
    /// Those that the search finds.
    pub found: u64,
    /// Requests that have come since and are not in the list yet.
    pub fresh: u64,
    /// Requests of this page that the counts leave out already, because they had ended.
    pub ended: Vec<RequestId>,
}

/// What begins with the queue.
#[derive(Clone, Copy)]
pub(super) struct Beginning {
    pub chosen: Memo<Option<AccountId>>,
    /// The queue that the page began with: its account, search and version.
    pub began: StoredValue<Option<(Option<AccountId>, String, String)>>,
    pub tally: RwSignal<Tally>,
    pub turn: RwSignal<u32>,
    pub gone: RwSignal<Vec<RequestId>>,
    pub taken: RwSignal<Vec<(RequestId, String)>>,
    pub rows: RwSignal<Vec<QueueRow>>,
    pub fresh: RwSignal<Vec<QueueRow>>,
    pub oldest: RwSignal<Option<String>>,
    pub version: RwSignal<String>,
}

impl Beginning {
    /// The queue came, or came anew: what stands on the page begins with it. In the browser every part that waits for the queue
    /// says so, since none knows which of them is made first; once is enough. The renderer also walks over pages that it has
    /// left already, to find out what they wait for: those begin with nothing.
    pub fn with(self, queue: &Queue) {
        let (Some(chosen), Some(began)) = (self.chosen.try_get_untracked(), self.began.try_get_value()) else { return };
        let which = Some((chosen.clone(), queue.search.clone(), queue.version.clone()));
        if began == which {
            return;
        }
        // Nobody follows what stands nowhere yet. Telling them all the same would disturb the renderer, which follows while
        // it finds out what a page waits for.
        let first = began.is_none();
        let _ = self.began.try_set_value(which);
        let tally = Tally {
            account: chosen,
            search: queue.search.clone(),
            next: queue.next.clone(),
            open: queue.open,
            found: queue.found,
            fresh: 0,
            ended: self.gone.try_get_untracked().unwrap_or_default(),
        };
        put(self.tally, tally, first);
        put(self.rows, queue.rows.clone(), first);
        put(self.fresh, Vec::new(), first);
        put(self.taken, Vec::new(), first);
        put(self.oldest, queue.oldest.clone(), first);
        put(self.version, queue.version.clone(), first);
        if !first {
            let _ = self.turn.try_update(|turn| *turn += 1);
        }
    }
}

/// Sets a signal, `quietly` where nobody can follow it yet. Where the page is left in between, nobody is there to see it.
fn put<T: Send + Sync + 'static>(signal: RwSignal<T>, value: T, quietly: bool) {
    if quietly {
        let _ = signal.try_update_untracked(|old| *old = value);
    } else {
        let _ = signal.try_set(value);
    }
}
