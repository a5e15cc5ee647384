//! Shared state of the queue page: list, ticks, bulk dialog and shown request.

use super::{
    api::DecideRequest,
    dto::{Queue, QueueAction, QueueOrder, QueueRow},
    initial::{InitialQueue, Tally},
    request_dto::RequestView,
    search::address,
};
use crate::{AppError, wire::Resource};
use esecure::id::{AccountId, RequestId};
use leptos::{html, prelude::*, web_sys::HtmlDetailsElement};

/// Progress of fetching news.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum NewsFetch {
    Idle,
    Running,
    /// The queue has changed since the fetch began, so another one must follow.
    Outdated,
}

/// State shared by the page's components.
#[derive(Clone, Copy)]
pub(super) struct QueueState {
    pub queue: Resource<Result<Queue, AppError>>,
    /// Search in the URL, if any.
    pub asked: Memo<Option<String>>,
    /// Order in the URL.
    pub order: Memo<QueueOrder>,
    /// Ticked requests; only visible requests that can be decided count ([`QueueState::ticks`]).
    pub ticked: RwSignal<Vec<RequestId>>,
    /// Requests, decision and open state of the bulk dialog.
    pub bulk_rows: RwSignal<Vec<QueueRow>>,
    pub bulk_action: RwSignal<QueueAction>,
    pub bulk_dialog_open: RwSignal<bool>,
    /// Open state of the dialog with all keys.
    pub keys: RwSignal<bool>,
    /// Account in the URL, if any.
    pub chosen: Memo<Option<AccountId>>,
    pub initial: InitialQueue,
    /// Cursor, counts and news of the list.
    pub tally: RwSignal<Tally>,
    /// Set while the next part is being loaded.
    pub loading: RwSignal<bool>,
    /// Rows of the list: the first part, and the parts and new requests added since.
    pub rows: RwSignal<Vec<QueueRow>>,
    pub asking: StoredValue<NewsFetch>,
    /// Error to show with the list, if the reader can act on it.
    pub refresh_error: RwSignal<Option<AppError>>,
    /// Request in the URL; without one a wide page shows the first request of the list.
    pub id: Memo<Option<String>>,
    pub shown: Resource<Option<Result<RequestView, AppError>>>,
    pub decide: ServerAction<DecideRequest>,
    /// Last command that was submitted.
    pub sent: StoredValue<Option<DecideRequest>>,
    /// Menu with the reasons of a rejection, in the decision bar.
    pub reasons: NodeRef<html::Details>,
    /// Request that was shown last.
    pub last: StoredValue<Option<RequestId>>,
    /// Decisions that can still be undone.
    pub undoable: RwSignal<Vec<RequestId>>,
    /// Requests decided on this page, which have left the list.
    pub decided_here: RwSignal<Vec<RequestId>>,
    /// Requests decided elsewhere, with who and when; still in the list, greyed.
    pub decided_elsewhere: RwSignal<Vec<(RequestId, String)>>,
    /// Text of the page's one polite live region.
    pub announcement: RwSignal<String>,
    /// `id` of the element to focus once it is rendered.
    pub focus: RwSignal<Option<String>>,
}

impl QueueState {
    /// Returns the visible rows in order, without those decided here. Empty on a page that the reader has left, which
    /// the renderer may still evaluate.
    #[inline(never)]
    pub fn in_sight(self) -> Vec<QueueRow> {
        let (Some(rows), Some(gone)) = (self.rows.try_read(), self.decided_here.try_read()) else { return Vec::new() };
        rows.iter().filter(|row| !gone.contains(&row.id)).cloned().collect()
    }

    /// Counts all open requests and those that match the search: the server's last counts minus the decisions made here
    /// since.
    #[inline(never)]
    pub fn counts(self) -> (u64, u64) {
        let (Some(tally), Some(gone)) = (self.tally.try_read(), self.decided_here.try_read()) else { return (0, 0) };
        let since = gone.iter().filter(|id| !tally.ended.contains(id)).count() as u64;
        (tally.open.saturating_sub(since), tally.found.saturating_sub(since))
    }

    /// Returns the visible rows that can be decided: not one's own, and not decided elsewhere.
    #[inline(never)]
    pub fn decidable(self) -> Vec<QueueRow> {
        let mut rows = self.in_sight();
        if let Some(taken) = self.decided_elsewhere.try_read() {
            rows.retain(|row| !row.own && taken.iter().all(|(taken, _)| *taken != row.id));
        }
        rows
    }

    /// Returns the ticked rows that can be decided.
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

    /// Same as [`Self::ticks`], without tracking.
    #[inline(never)]
    pub fn ticks_untracked(self) -> Vec<QueueRow> {
        untrack(|| self.ticks())
    }

    /// Same as [`Self::decidable`], without tracking.
    #[inline(never)]
    pub fn decidable_untracked(self) -> Vec<QueueRow> {
        untrack(|| self.decidable())
    }

    /// Same as [`Self::in_sight`], without tracking.
    #[inline(never)]
    pub fn in_sight_untracked(self) -> Vec<QueueRow> {
        untrack(|| self.in_sight())
    }

    /// Builds the URL of one request, or of the list alone, with the current search and account.
    #[inline(never)]
    pub fn at(self, id: Option<&RequestId>) -> String {
        address(id, self.asked.read().as_deref(), self.order.get(), self.chosen.read().as_ref())
    }

    /// Same as [`Self::at`], without tracking.
    pub fn address_of(self, id: Option<&RequestId>) -> String {
        untrack(|| self.at(id))
    }

    /// Returns the shown request: the one in the URL, else the first visible one.
    #[inline(never)]
    pub fn current(self) -> Option<RequestId> {
        match self.id.read().as_deref() {
            Some(id) => RequestId::parse(id),
            // Every row calls this, so it must not copy the list.
            None => {
                let (rows, gone) = (self.rows.try_read()?, self.decided_here.try_read()?);
                rows.iter().find(|row| !gone.contains(&row.id)).map(|row| row.id.clone())
            }
        }
    }

    /// Returns the request beside the list, once it is loaded.
    pub fn shown_untracked(self) -> Option<RequestView> {
        // As a plain signal: debug builds report a resource that is read outside of a view.
        (*self.shown).get_untracked()??.ok()
    }

    /// Returns the menu of the decision bar, if the bar is visible: on phones either the list or the request is hidden,
    /// and while a request is fetched, the bar of the previous one is detached.
    pub fn visible_reasons(self) -> Option<HtmlDetailsElement> {
        self.reasons.get_untracked().filter(|menu| menu.offset_parent().is_some())
    }

    /// Returns the request to show after `ids` have left: the shown one if it stays, else the next open one after the
    /// first of `ids`, else the one before.
    pub fn next_after(self, ids: &[RequestId]) -> Option<RequestId> {
        let shown = untrack(|| self.current());
        if shown.as_ref().is_some_and(|shown| !ids.contains(shown)) {
            return shown;
        }
        let rows = self.in_sight_untracked();
        let taken = self.decided_elsewhere.read_untracked();
        let waits = |row: &&QueueRow| !ids.contains(&row.id) && taken.iter().all(|(taken, _)| *taken != row.id);
        let at = rows.iter().position(|row| ids.contains(&row.id)).unwrap_or(0);
        let next = rows.iter().skip(at).find(waits).or_else(|| rows.iter().take(at).rev().find(waits));
        next.map(|row| row.id.clone())
    }
}
