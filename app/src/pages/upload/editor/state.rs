//! State of the upload page: one file with its rows, judgements and edits. The rows are plain values rather than
//! signals, since there may be a hundred thousand; version signals notify the page of changes.

use super::{
    dto::{UploadOutcome, UploadRow},
    latest::Undoing,
    suggestions::Suggestions,
    virtual_rows::Screen,
};
use crate::AppError;
use esecure::{
    id::AccountId,
    upload::{AccountContext, Edit, FormatOverrides, Judge, Judgement, JudgementKind, RowId, Summary},
};
use leptos::{prelude::*, task::spawn_local};
use std::{
    collections::{BTreeMap, BTreeSet},
    future::poll_fn,
    pin::Pin,
    sync::Arc,
    task::Poll,
};

/// Phase of the upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Empty,
    /// File is being read; holds the progress in per cent.
    Reading(u8),
    /// Rows can be viewed and edited.
    Open,
    Sending,
    /// Upload was committed.
    Done,
}

/// Part of the file that is rendered. Rendering a hundred thousand rows at once would block the page noticeably.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RenderStage {
    /// Facts about the file as a whole.
    Head,
    Rows,
    /// Rows and the split into parts of a file beyond the limit.
    All,
}

pub(super) struct LoadedFile {
    /// Generation of the read that produced this file; answers for another generation are discarded.
    pub reading: u32,
    /// File name on the user's device.
    pub name: String,
    /// Original content, kept to parse again with other settings and to send.
    pub bytes: Arc<[u8]>,
    /// Format settings made by hand.
    pub wish: FormatOverrides,
    /// Rows and their judgements.
    pub judge: Judge,
    /// Edits, in the order they were made.
    pub edits: Vec<Edit>,
    /// Rows ticked for approval despite their judgement.
    pub ticks: BTreeSet<RowId>,
    /// Suggestions, grouped for bulk edits.
    pub offers: Suggestions,
    /// All rows, those that need attention first. Typing never moves a row.
    pub order: Vec<u32>,
    /// Rows matching the selected filter, in the same order.
    pub listed: Vec<u32>,
    pub summary: Summary,
    /// True after any edit, accepted suggestion or tick.
    pub touched: bool,
}

impl LoadedFile {
    /// Sorts rows that need attention first.
    pub(super) fn sort(&mut self) {
        let needs = |row: &u32| {
            let kind = self.judge.judgement(*row as usize).kind();
            matches!(kind, JudgementKind::Invalid | JudgementKind::Doubtful | JudgementKind::PreviouslyRejected)
        };
        let rows = 0..self.judge.len() as u32;
        let (mut first, rest): (Vec<u32>, Vec<u32>) = rows.partition(needs);
        first.extend(rest);
        self.order = first;
    }

    /// Lists the rows of one judgement, or all.
    pub(super) fn list(&mut self, only: Option<JudgementKind>) {
        let judge = &self.judge;
        let is_listed = |row: &u32| only.is_none_or(|kind| judge.judgement(*row as usize).kind() == kind);
        self.listed = self.order.iter().copied().filter(is_listed).collect();
    }

    /// Counts the ticked rows of a judgement.
    pub(super) fn ticked(&self, kind: JudgementKind) -> usize {
        let is = |id: &&RowId| self.judge.find(**id).is_some_and(|row| self.judge.judgement(row).kind() == kind);
        self.ticks.iter().filter(is).count()
    }

    /// Applies an edit and updates the lists. Returns false if nothing changed.
    pub(super) fn change(&mut self, edit: Edit, to_ascii: esecure::ToAscii<'_>) -> bool {
        let before = self.judge.len() as u32;
        if !self.judge.edit(&edit, to_ascii) {
            return false;
        }
        self.touched = true;
        let (Edit::Cell { row, .. } | Edit::Split { row }) = &edit;
        let (row, more) = (*row, self.judge.len() as u32 - before);
        if let Some(at) = self.judge.find(row) {
            let at = at as u32;
            for list in [&mut self.order, &mut self.listed] {
                if more > 0 {
                    insert(list, at, more);
                }
            }
            for row in at..=at + more {
                self.offers.refresh(&self.judge, row as usize, to_ascii);
            }
        }
        // Consecutive edits of one cell count as one.
        match (self.edits.last_mut(), edit) {
            (Some(Edit::Cell { row: last, column: of, text }), Edit::Cell { row, column, text: now })
                if *last == row && *of == column =>
            {
                *text = now
            }
            (_, edit) => self.edits.push(edit),
        }
        true
    }

    /// Number of addresses that a commit approves; 0 beyond the limit.
    pub(super) fn approves(&self) -> usize {
        if self.summary.beyond > 0 {
            return 0;
        }
        self.summary.new + self.ticked(JudgementKind::Doubtful) + self.ticked(JudgementKind::PreviouslyRejected)
    }

    /// Text of the account's decision on the row's address, if any.
    pub(super) fn standing_text<'a>(
        &self,
        row: usize,
        told: &'a BTreeMap<String, String>,
        to_ascii: esecure::ToAscii<'_>,
    ) -> Option<&'a str> {
        match self.judge.judgement(row) {
            Judgement::PreviouslyRejected | Judgement::AlreadyApproved => {}
            _ => return None,
        }
        let email = self.judge.email(row, to_ascii)?;
        told.get(email.canonical()).map(String::as_str)
    }
}

/// Inserts the parts of a split row behind it.
fn insert(list: &mut Vec<u32>, at: u32, more: u32) {
    for row in list.iter_mut() {
        if *row > at {
            *row += more;
        }
    }
    if let Some(place) = list.iter().position(|row| *row == at) {
        list.splice(place + 1..place + 1, at + 1..=at + more);
    }
}

#[derive(Clone, Copy)]
pub(super) struct UploadState {
    pub account: StoredValue<AccountId>,
    pub phase: RwSignal<Phase>,
    pub opened: StoredValue<Option<LoadedFile>>,
    /// Increments when a judgement may have changed.
    pub version: RwSignal<u32>,
    /// Increments when a cell's text was changed by anything but typing in it.
    pub filled: RwSignal<u32>,
    /// Increments when a file was read.
    pub opening: RwSignal<u32>,
    /// Format select that triggered the current read; it gets the focus back.
    pub focus: StoredValue<Option<&'static str>>,
    /// Increments when the listed rows change.
    pub listed: RwSignal<u32>,
    /// Judgement filter; `None` lists all rows.
    pub only: RwSignal<Option<JudgementKind>>,
    /// Account data, once fetched.
    pub knowledge: StoredValue<Option<AccountContext>>,
    /// Text of the decision per canonical address.
    pub told: StoredValue<BTreeMap<String, String>>,
    /// Generation whose standings are being fetched.
    pub asking: StoredValue<Option<u32>>,
    /// Part of the file that is rendered.
    pub stands: RwSignal<RenderStage>,
    /// Current generation; reads of an earlier one stop.
    pub reading: StoredValue<u32>,
    /// Latest uploads.
    pub latest: RwSignal<Vec<UploadRow>>,
    /// Number of uploads older than those in `latest`.
    pub earlier: RwSignal<u64>,
    /// Upload whose undo awaits confirmation.
    pub undoing: RwSignal<Option<Undoing>>,
    /// Viewport size.
    pub screen: StoredValue<Screen>,
    pub refusal: RwSignal<Option<Refusal>>,
    /// Result of the commit.
    pub done: RwSignal<Option<Done>>,
    pub said: RwSignal<String>,
}

/// Committed upload as shown on the page.
#[derive(Clone)]
pub(super) struct Done {
    /// Result from the server.
    pub outcome: UploadOutcome,
    /// True if it was undone since.
    pub undone: bool,
}

/// Error shown on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    Server(AppError),
    /// File refused; holds the reason and the remedy.
    File(String),
}

impl UploadState {
    pub(super) fn new(account: AccountId) -> Self {
        Self {
            account: StoredValue::new(account),
            phase: RwSignal::new(Phase::Empty),
            opened: StoredValue::new(None),
            version: RwSignal::new(0),
            filled: RwSignal::new(0),
            opening: RwSignal::new(0),
            focus: StoredValue::new(None),
            listed: RwSignal::new(0),
            only: RwSignal::new(None),
            knowledge: StoredValue::new(None),
            told: StoredValue::new(BTreeMap::new()),
            asking: StoredValue::new(None),
            stands: RwSignal::new(RenderStage::Head),
            reading: StoredValue::new(0),
            latest: RwSignal::new(Vec::new()),
            earlier: RwSignal::new(0),
            undoing: RwSignal::new(None),
            screen: StoredValue::new(Screen::now()),
            refusal: RwSignal::new(None),
            done: RwSignal::new(None),
            said: RwSignal::new(String::new()),
        }
    }

    /// Reads the open file, if any.
    pub(super) fn with<T>(self, look: impl FnOnce(&LoadedFile) -> T) -> Option<T> {
        self.opened.with_value(|opened| opened.as_ref().map(look))
    }

    /// Changes the open file, recounts the summary and notifies the page.
    pub(super) fn update<T>(self, act: impl FnOnce(&mut LoadedFile) -> T) -> Option<T> {
        let mut result = None;
        self.opened.update_value(|opened| {
            if let Some(opened) = opened {
                result = Some(act(opened));
                opened.summary = Summary::of(&opened.judge);
            }
        });
        self.version.update(|version| *version = version.wrapping_add(1));
        result
    }

    /// Refreshes the text of all cells after a change other than typing.
    pub(super) fn fill(self) {
        self.filled.update(|filled| *filled = filled.wrapping_add(1));
    }

    /// Notifies the page that the listed rows changed.
    pub(super) fn relist(self) {
        self.listed.update(|listed| *listed = listed.wrapping_add(1));
    }

    /// Installs a file that was read. Its rows are rendered later, by [`Self::stands`].
    pub(super) fn open(self, opened: LoadedFile) {
        self.only.set(None);
        self.stands.set(RenderStage::Head);
        self.opened.set_value(Some(opened));
        self.phase.set(Phase::Open);
        self.opening.update(|opening| *opening = opening.wrapping_add(1));
        self.version.update(|version| *version = version.wrapping_add(1));
        self.relist();
        self.fill();
    }

    /// Runs a task until the page is left. The signals are gone then, and reading them would panic.
    pub(super) fn spawn(self, task: impl Future<Output = ()> + 'static) {
        let mut task: Pin<Box<dyn Future<Output = ()>>> = Box::pin(task);
        spawn_local(poll_fn(move |context| match self.phase.is_disposed() {
            true => Poll::Ready(()),
            false => task.as_mut().poll(context),
        }));
    }

    /// True if edits would be lost by leaving the page.
    pub(super) fn has_unsent_edits(self) -> bool {
        matches!(self.phase.get_untracked(), Phase::Open | Phase::Sending)
            && self.with(|opened| opened.touched).unwrap_or(false)
    }

    /// True if rows can be edited now.
    pub(super) fn is_open(self) -> bool {
        self.phase.get_untracked() == Phase::Open
    }
}
