//! State of the upload page: one file with its rows, judgements and edits. The rows are plain values rather than
//! signals, since there may be a hundred thousand; version signals notify the page of changes.

use super::{
    dto::{UploadOutcome, UploadRow},
    latest::Undoing,
    loaded_file::LoadedFile,
    virtual_rows::Screen,
};
use crate::AppError;
use esecure::{
    id::AccountId,
    upload::{AccountContext, JudgementKind, Summary},
};
use leptos::{prelude::*, task::spawn_local};
use std::{collections::BTreeMap, future::poll_fn, pin::Pin, task::Poll};

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
