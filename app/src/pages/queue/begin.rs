//! Initial state of the list, set again for another account or search.

use crate::view::{Queue, QueueRow};
use esecure::id::{AccountId, RequestId};
use leptos::prelude::*;

/// Cursor, counts and news of the list, as the server sent them.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    /// Number of times that the list began; an answer for an earlier list is dropped.
    pub turn: u32,
    /// The chosen account when the list began.
    pub account: Option<AccountId>,
    /// The search that it answers, empty for none.
    pub search: String,
    /// The version of the accounts when the list began.
    pub began: String,
    /// The version of the accounts that all of this is true for.
    pub version: String,
    /// The last request of the parts loaded so far, where more follow.
    pub next: Option<RequestId>,
    pub open: u64,
    /// Those that the search finds.
    pub found: u64,
    /// The age of the oldest open request.
    pub oldest: Option<String>,
    /// The first of the requests that have come since and are not in the list yet.
    pub fresh: Vec<QueueRow>,
    /// Number of all of those.
    pub fresh_count: u64,
    /// Requests of this page that the counts leave out already, because they had ended.
    pub ended: Vec<RequestId>,
}

/// What begins with the queue.
#[derive(Clone, Copy)]
pub(super) struct Beginning {
    pub chosen: Memo<Option<AccountId>>,
    pub tally: RwSignal<Tally>,
    pub gone: RwSignal<Vec<RequestId>>,
    pub rows: RwSignal<Vec<QueueRow>>,
}

impl Beginning {
    /// The queue came, or came anew: what stands on the page begins with it. In the browser every part that waits for the queue
    /// says so, since none knows which of them is made first; once is enough. The renderer also walks over pages that it has
    /// left already, to find out what they wait for: those begin with nothing.
    #[inline(never)]
    pub fn with(self, queue: &Queue) {
        let Some(account) = self.chosen.try_get_untracked() else { return };
        let same = |old: &Tally| old.account == account && old.search == queue.search && old.began == queue.version;
        let Some((turn, same)) = self.tally.try_with_untracked(|old| (old.turn, same(old))) else { return };
        if turn > 0 && same {
            return;
        }
        let tally = Tally {
            turn: turn + 1,
            account,
            search: queue.search.clone(),
            began: queue.version.clone(),
            version: queue.version.clone(),
            next: queue.next.clone(),
            open: queue.open,
            found: queue.found,
            oldest: queue.oldest.clone(),
            fresh: Vec::new(),
            fresh_count: 0,
            ended: self.gone.try_get_untracked().unwrap_or_default(),
        };
        // Nobody follows what stands nowhere yet. Telling them all the same would disturb the renderer, which follows while
        // it finds out what a page waits for.
        put(self.tally, tally, turn == 0);
        put(self.rows, queue.rows.clone(), turn == 0);
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
