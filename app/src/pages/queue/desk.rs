//! What the parts of the queue share: the list as it stands, what is ticked and asked, and the request beside it.

use super::{
    DecideRequest,
    begin::{Beginning, Tally},
    filter::{address, asked},
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
    pub lot_choice: RwSignal<Press>,
    pub asks: RwSignal<bool>,
    /// Whether the dialog with all keys is open.
    pub keys: RwSignal<bool>,
    /// The account in the address.
    pub chosen: Memo<Option<AccountId>>,
    pub beginning: Beginning,
    /// Cursor, counts and news of the list.
    pub tally: RwSignal<Tally>,
    /// Set while the next part is being loaded.
    pub loading: RwSignal<bool>,
    /// The list as it stands: what came with the queue, and what has been asked for since.
    pub rows: RwSignal<Vec<QueueRow>>,
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
    /// The rows in sight, in their order: those that were not decided here. The renderer also walks over pages that were
    /// left; there is nothing in sight there.
    #[inline(never)]
    pub fn in_sight(self) -> Vec<QueueRow> {
        let (Some(rows), Some(gone)) = (self.rows.try_read(), self.gone.try_read()) else { return Vec::new() };
        rows.iter().filter(|row| !gone.contains(&row.id)).cloned().collect()
    }

    /// Counts all open requests and those that the search finds: the server's last counts without the requests that were
    /// decided here since.
    #[inline(never)]
    pub fn counts(self) -> (u64, u64) {
        let (tally, gone) = (self.tally.read(), self.gone.read());
        let since = gone.iter().filter(|id| !tally.ended.contains(id)).count() as u64;
        (tally.open.saturating_sub(since), tally.found.saturating_sub(since))
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
            // Every row calls this, so it must not copy the list.
            None => {
                let (rows, gone) = (self.rows.try_read()?, self.gone.try_read()?);
                rows.iter().find(|row| !gone.contains(&row.id)).map(|row| row.id.clone())
            }
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

/// The desk of a page that begins.
pub(super) fn desk() -> Desk {
    let chosen = chosen();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id"));
    let asked = asked();
    let (rows, gone) = (RwSignal::new(Vec::<QueueRow>::new()), RwSignal::new(Vec::<RequestId>::new()));
    let beginning = Beginning { chosen, tally: RwSignal::new(Tally::default()), gone, rows };
    let fetch = move |(account, search): (_, Option<String>)| async move {
        let queue = get_queue(account, search.unwrap_or_default(), None).await;
        // The server renders the parts of a page on several threads, and who reads a signal while another one writes it falls:
        // what they read is there before any of them is made.
        if cfg!(feature = "ssr")
            && let Ok(queue) = &queue
        {
            beginning.with(queue);
        }
        queue
    };
    let tally = beginning.tally;
    let queue = Resource::new_with_options(move || (chosen.get(), asked.get()), fetch, false);
    // Without a request in the address the first one in sight is shown; it is chosen again when the list begins anew.
    let shown = Resource::new_with_options(
        move || {
            let id = id.get();
            // On the server the list begins once, and may just be doing so.
            let turn = if cfg!(feature = "ssr") || id.is_some() { 1 } else { tally.read().turn.max(1) };
            (id, turn)
        },
        move |(id, _)| async move {
            let id = match id {
                Some(id) => id,
                None => {
                    let began = queue.await.ok()?.rows;
                    let (rows, gone) = (rows.read_untracked(), gone.read_untracked());
                    let first = began.iter().chain(rows.iter()).find(|row| !gone.contains(&row.id));
                    first?.id.to_string()
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
        tally,
        loading: RwSignal::new(false),
        rows,
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
