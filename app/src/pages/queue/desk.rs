//! What the parts of the queue share: the list as it stands, what is ticked and asked, and the request beside it.

use super::{
    DecideRequest,
    filter::{address, asked, takes},
    get_queue, get_request,
};
use crate::{
    AppError,
    pages::frame::chosen,
    view::{Press, Queue, QueueRow, RequestView},
    wire::Resource,
};
use esecure::id::{AccountId, RequestId};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// What the page's parts share.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub queue: Resource<Result<Queue, AppError>>,
    /// What the address looks for, if anything.
    pub asked: Memo<Option<String>>,
    /// Requests that were ticked; those that can be decided and are in sight count ([`Desk::ticks`]).
    pub ticked: RwSignal<Vec<RequestId>>,
    /// What is to be decided together, and how, while the page asks whether it is to be so.
    pub lot: RwSignal<Vec<QueueRow>>,
    /// How.
    pub lot_choice: RwSignal<Press>,
    /// Whether it asks.
    pub asks: RwSignal<bool>,
    /// Whether the dialog with all keys is open.
    pub keys: RwSignal<bool>,
    /// The account in the address.
    pub chosen: Memo<Option<AccountId>>,
    pub beginning: Beginning,
    /// The list as it stands: what came with the queue, and what has been asked for since.
    pub rows: RwSignal<Vec<QueueRow>>,
    /// What has come since, and was not asked for yet.
    pub fresh: RwSignal<Vec<QueueRow>>,
    /// The age of the oldest open request.
    pub oldest: RwSignal<Option<String>>,
    /// The version of the accounts that all of this is true for.
    pub version: RwSignal<String>,
    /// Whether news are being asked for, and whether to ask once more afterwards.
    pub asking: StoredValue<Option<bool>>,
    /// Why no news come, where that is for the reader to mend.
    pub lost: RwSignal<Option<AppError>>,
    /// The request in the address; on a wide page the oldest one is shown where there is none.
    pub id: Memo<Option<String>>,
    pub shown: Resource<Option<Result<RequestView, AppError>>>,
    pub decide: ServerAction<DecideRequest>,
    /// The request that was shown last.
    pub last: StoredValue<Option<RequestId>>,
    /// The decisions that can still be undone.
    pub undoable: RwSignal<Vec<RequestId>>,
    /// Requests that this page has decided: they have left the list.
    pub gone: RwSignal<Vec<RequestId>>,
    /// Requests that somebody else has decided, with who and when: they stay in the list, greyed.
    pub taken: RwSignal<Vec<(RequestId, String)>>,
    /// What the page's one polite region says.
    pub said: RwSignal<String>,
    /// Where the focus goes once the page shows what it is about to: an element's `id`.
    pub focus: RwSignal<Option<String>>,
}

impl Desk {
    /// The rows in sight, in their order: not decided here, and not left out by what the address asks. The renderer also
    /// walks over pages that were left; there is nothing in sight there.
    #[inline(never)]
    pub fn in_sight(self) -> Vec<QueueRow> {
        let (Some(rows), Some(gone), Some(asked)) = (self.rows.try_read(), self.gone.try_read(), self.asked.try_read())
        else {
            return Vec::new();
        };
        rows.iter().filter(|row| !gone.contains(&row.id) && takes(asked.as_deref(), row)).cloned().collect()
    }

    /// Those of them that can be decided: one's own and what somebody else has decided cannot.
    #[inline(never)]
    pub fn decidable(self) -> Vec<QueueRow> {
        let mut rows = self.in_sight();
        if let Some(taken) = self.taken.try_read() {
            rows.retain(|row| !row.own && taken.iter().all(|(taken, _)| *taken != row.id));
        }
        rows
    }

    /// Those of them that are ticked.
    #[inline(never)]
    pub fn ticks(self) -> Vec<QueueRow> {
        let Some(ticked) = self.ticked.try_read() else { return Vec::new() };
        if ticked.is_empty() {
            return Vec::new();
        }
        let mut rows = self.decidable();
        rows.retain(|row| ticked.contains(&row.id));
        rows
    }

    /// Those that are ticked, for whoever does not follow them.
    #[inline(never)]
    pub fn ticks_now(self) -> Vec<QueueRow> {
        untrack(|| self.ticks())
    }

    /// Those that can be decided, for whoever does not follow them.
    #[inline(never)]
    pub fn decidable_now(self) -> Vec<QueueRow> {
        untrack(|| self.decidable())
    }

    /// The rows in sight, for whoever does not follow them.
    #[inline(never)]
    pub fn in_sight_now(self) -> Vec<QueueRow> {
        untrack(|| self.in_sight())
    }

    /// The address of one request, or of the list alone, with all that this one asks.
    #[inline(never)]
    pub fn at(self, id: Option<&RequestId>) -> String {
        address(id, self.asked.read().as_deref(), self.chosen.read().as_ref())
    }

    /// The same, for whoever does not follow it.
    pub fn address_of(self, id: Option<&RequestId>) -> String {
        address(id, self.asked.read_untracked().as_deref(), self.chosen.read_untracked().as_ref())
    }

    /// The request that is shown: the one in the address, else the first in sight.
    #[inline(never)]
    pub fn current(self) -> Option<RequestId> {
        match self.id.read().as_deref() {
            Some(id) => RequestId::parse(id),
            None => self.in_sight().first().map(|row| row.id.clone()),
        }
    }

    /// What is shown once `ids` have left: the same as now, if it stays; else the next row after the first of them that
    /// waits, or the one before.
    pub fn next_after(self, ids: &[RequestId]) -> Option<RequestId> {
        let shown = untrack(|| self.current());
        if shown.as_ref().is_some_and(|shown| !ids.contains(shown)) {
            return shown;
        }
        let rows = self.in_sight_now();
        let taken = self.taken.read_untracked();
        let waits = |row: &&QueueRow| !ids.contains(&row.id) && taken.iter().all(|(taken, _)| *taken != row.id);
        let at = rows.iter().position(|row| ids.contains(&row.id)).unwrap_or(0);
        let next = rows.iter().skip(at).find(waits).or_else(|| rows.iter().take(at).rev().find(waits));
        next.map(|row| row.id.clone())
    }

    /// Asks whether the ticked ones are to be decided so. `false` where none is ticked.
    #[inline(never)]
    pub fn ask_about(self, choice: Press) -> bool {
        let rows = self.ticks_now();
        let some = !rows.is_empty();
        if some {
            self.decide.clear();
            self.lot_choice.set(choice);
            self.lot.set(rows);
            self.asks.set(true);
        }
        some
    }
}

/// What begins with the queue.
#[derive(Clone, Copy)]
pub(super) struct Beginning {
    chosen: Memo<Option<AccountId>>,
    /// The queue that the page began with: its account and version.
    began: StoredValue<Option<(Option<AccountId>, String)>>,
    rows: RwSignal<Vec<QueueRow>>,
    fresh: RwSignal<Vec<QueueRow>>,
    oldest: RwSignal<Option<String>>,
    version: RwSignal<String>,
}

impl Beginning {
    /// The queue came, or came anew: what stands on the page begins with it. In the browser every part that waits for the queue
    /// says so, since none knows which of them is made first; once is enough. The renderer also walks over pages that it has
    /// left already, to find out what they wait for: those begin with nothing.
    pub fn with(self, queue: &Queue) {
        let (Some(chosen), Some(began)) = (self.chosen.try_get_untracked(), self.began.try_get_value()) else { return };
        let which = Some((chosen, queue.version.clone()));
        if began == which {
            return;
        }
        // Nobody follows what stands nowhere yet. Telling them all the same would disturb the renderer, which follows while
        // it finds out what a page waits for.
        let first = began.is_none();
        let _ = self.began.try_set_value(which);
        put(self.rows, queue.rows.clone(), first);
        put(self.fresh, Vec::new(), first);
        put(self.oldest, queue.oldest.clone(), first);
        put(self.version, queue.version.clone(), first);
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

/// The desk of a page that begins.
pub(super) fn desk() -> Desk {
    let chosen = chosen();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id"));
    let asked = asked();
    let (rows, gone) = (RwSignal::new(Vec::<QueueRow>::new()), RwSignal::new(Vec::<RequestId>::new()));
    let beginning = Beginning {
        chosen,
        began: StoredValue::new(None),
        rows,
        fresh: RwSignal::new(Vec::new()),
        oldest: RwSignal::new(None),
        version: RwSignal::new(String::new()),
    };
    // Without a request in the address the first one in sight is shown: another one, where a search leaves another first.
    let first = Memo::new(move |_| {
        let asked = asked.read();
        if id.read().is_some() || asked.is_none() {
            return None;
        }
        // No page begins with rows; and on the server they may just be coming.
        if cfg!(feature = "ssr") {
            return Some(String::new());
        }
        let (rows, gone) = (rows.read(), gone.read());
        let first = rows.iter().find(|row| takes(asked.as_deref(), row) && !gone.contains(&row.id));
        Some(first.map(|row| row.id.to_string()).unwrap_or_default())
    });
    let fetch = move |account| async move {
        let queue = get_queue(account).await;
        // The server renders the parts of a page on several threads, and who reads a signal while another one writes it falls:
        // what they read is there before any of them is made.
        if cfg!(feature = "ssr")
            && let Ok(queue) = &queue
        {
            beginning.with(queue);
        }
        queue
    };
    let queue = Resource::new_with_options(move || chosen.get(), fetch, false);
    let shown = Resource::new_with_options(
        move || (id.get(), first.get()),
        move |(id, _)| async move {
            let id = match id {
                Some(id) => id,
                None => {
                    let rows = queue.await.ok()?.rows;
                    let asked = asked.get_untracked();
                    let open = rows
                        .iter()
                        .find(|row| takes(asked.as_deref(), row) && !gone.read_untracked().contains(&row.id));
                    open?.id.to_string()
                }
            };
            Some(get_request(id).await)
        },
        false,
    );
    Desk {
        queue,
        asked,
        ticked: RwSignal::new(Vec::new()),
        lot: RwSignal::new(Vec::new()),
        lot_choice: RwSignal::new(Press::Approve),
        asks: RwSignal::new(false),
        keys: RwSignal::new(false),
        chosen,
        beginning,
        rows,
        fresh: beginning.fresh,
        oldest: beginning.oldest,
        version: beginning.version,
        asking: StoredValue::new(None),
        lost: RwSignal::new(None),
        id,
        shown,
        decide: ServerAction::new(),
        last: StoredValue::new(None),
        undoable: RwSignal::new(Vec::new()),
        gone,
        taken: RwSignal::new(Vec::new()),
        said: RwSignal::new(String::new()),
        focus: RwSignal::new(None),
    }
}
