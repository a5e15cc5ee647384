//! Initial state of the list, set again for another account, search or order.

use super::dto::{Queue, QueueOrder, QueueRow};
use esecure::id::{AccountId, RequestId};
use leptos::prelude::*;

/// Cursor, counts and news of the list, as the server sent them.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    /// Number of times that the list began; an answer for an earlier list is dropped.
    pub turn: u32,
    /// The chosen account when the list began.
    pub account: Option<AccountId>,
    /// Search of this list, empty for none.
    pub search: String,
    pub order: QueueOrder,
    /// The version of the accounts when the list began.
    pub began: String,
    /// Version of the accounts that this state reflects.
    pub version: String,
    /// Cursor: the last request of the parts loaded so far, if more follow.
    pub next: Option<RequestId>,
    pub open: u64,
    /// Number of requests that match the search.
    pub found: u64,
    /// The age of the oldest open request.
    pub oldest: Option<String>,
    /// First part of the new requests, not in the list yet.
    pub fresh: Vec<QueueRow>,
    /// Number of all new requests.
    pub fresh_count: u64,
    /// Requests of this page that the counts already exclude, because they had ended.
    pub ended: Vec<RequestId>,
}

/// State that is set from the first part of the queue.
#[derive(Clone, Copy)]
pub(super) struct InitialQueue {
    pub chosen: Memo<Option<AccountId>>,
    pub tally: RwSignal<Tally>,
    pub decided_here: RwSignal<Vec<RequestId>>,
    pub rows: RwSignal<Vec<QueueRow>>,
}

impl InitialQueue {
    /// Sets the initial state from the queue; repeated calls for the same list do nothing. In the browser every
    /// component that awaits the queue calls this, because their order is unknown. The renderer also evaluates pages
    /// that the reader has left, whose disposed signals are skipped.
    #[inline(never)]
    pub fn with(self, queue: &Queue) {
        let Some(account) = self.chosen.try_get_untracked() else { return };
        let same = |old: &Tally| {
            (&old.account, &old.search, old.order, &old.began) == (&account, &queue.search, queue.order, &queue.version)
        };
        let Some((turn, same)) = self.tally.try_with_untracked(|old| (old.turn, same(old))) else { return };
        if turn > 0 && same {
            return;
        }
        let tally = Tally {
            turn: turn + 1,
            account,
            search: queue.search.clone(),
            order: queue.order,
            began: queue.version.clone(),
            version: queue.version.clone(),
            next: queue.next.clone(),
            open: queue.open,
            found: queue.found,
            oldest: queue.oldest.clone(),
            fresh: Vec::new(),
            fresh_count: 0,
            ended: self.decided_here.try_get_untracked().unwrap_or_default(),
        };
        // The first time there are no subscribers yet. Notifying would disturb the renderer, which tracks signals while
        // collecting a page's resources.
        put(self.tally, tally, turn == 0);
        put(self.rows, queue.rows.clone(), turn == 0);
    }
}

/// Sets a signal, `quietly` without notifying subscribers. Ignores a signal that was disposed with its page.
fn put<T: Send + Sync + 'static>(signal: RwSignal<T>, value: T, quietly: bool) {
    if quietly {
        let _ = signal.try_update_untracked(|old| *old = value);
    } else {
        let _ = signal.try_set(value);
    }
}
