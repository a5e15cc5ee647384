//! What lies on the upload's desk: one file, read and judged, and what was done to it since. The rows are no signals: there may
//! be a hundred thousand. What changes them raises a number, and what stands on the page looks again.

use super::{heights::Screen, latest::Undoing, offers::Offers};
use crate::{
    AppError,
    view::{UploadOutcome, UploadRow},
};
use esecure::{
    id::AccountId,
    upload::{Edit, Judge, Judgement, Kind, Knowledge, RowId, Summary, Wish},
};
use leptos::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// How far the desk has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Empty,
    /// A file is being read; how much of it, in per cent.
    Reading(u8),
    /// The rows can be looked at and changed.
    Open,
    Sending,
    /// The server has approved.
    Done,
}

/// How much of a file stands on the page: with a hundred thousand rows, all of it at once would be felt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stands {
    /// What is said of it as a whole.
    Head,
    Rows,
    /// The parts of one beyond the limit, too.
    All,
}

/// A file that was read.
pub(super) struct Opened {
    /// Which reading of the desk it came of: what is asked meanwhile is about this one.
    pub reading: u32,
    /// Its name on this device.
    pub name: String,
    /// As it came: it is read again by another format, and sent.
    pub bytes: Arc<[u8]>,
    /// What was set by hand.
    pub wish: Wish,
    /// The rows and what is said of them.
    pub judge: Judge,
    /// What was changed, in its order.
    pub edits: Vec<Edit>,
    /// Rows that are approved anyway.
    pub ticks: BTreeSet<RowId>,
    /// What can be taken in one press.
    pub offers: Offers,
    /// All rows: those that need the reader come first. Nothing that is typed moves a row.
    pub order: Vec<u32>,
    /// The rows that the chosen filter lists, in that order.
    pub listed: Vec<u32>,
    pub summary: Summary,
    /// Whether something was typed, taken or ticked.
    pub touched: bool,
}

impl Opened {
    /// Puts the rows that need the reader first.
    pub(super) fn sort(&mut self) {
        let needs = |row: &u32| {
            let kind = self.judge.judgement(*row as usize).kind();
            matches!(kind, Kind::Invalid | Kind::Doubtful | Kind::PreviouslyRejected)
        };
        let rows = 0..self.judge.len() as u32;
        let (mut first, rest): (Vec<u32>, Vec<u32>) = rows.partition(needs);
        first.extend(rest);
        self.order = first;
    }

    /// Lists the rows of one kind, or all.
    pub(super) fn list(&mut self, only: Option<Kind>) {
        let judge = &self.judge;
        let is_listed = |row: &u32| only.is_none_or(|kind| judge.judgement(*row as usize).kind() == kind);
        self.listed = self.order.iter().copied().filter(is_listed).collect();
    }

    /// Ticked rows that a press approves, by kind.
    pub(super) fn ticked(&self, kind: Kind) -> usize {
        let is = |id: &&RowId| self.judge.find(**id).is_some_and(|row| self.judge.judgement(row).kind() == kind);
        self.ticks.iter().filter(is).count()
    }

    /// Makes a change, and keeps the lists true. False where nothing was changed.
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
                self.offers.look(&self.judge, row as usize, to_ascii);
            }
        }
        // One cell, typed letter by letter, is one change.
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

    /// Addresses that the file approves when it is pressed; none beyond the limit.
    pub(super) fn approves(&self) -> usize {
        if self.summary.beyond > 0 {
            return 0;
        }
        self.summary.new + self.ticked(Kind::Doubtful) + self.ticked(Kind::PreviouslyRejected)
    }

    /// What the account has told about the row's address, if it has.
    pub(super) fn told<'a>(
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

/// Makes room for the parts that a row was split into, behind it.
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
pub(super) struct Desk {
    pub account: StoredValue<AccountId>,
    /// How far it is.
    pub phase: RwSignal<Phase>,
    pub opened: StoredValue<Option<Opened>>,
    /// Rises whenever a judgement may have changed.
    pub version: RwSignal<u32>,
    /// Rises whenever a text was changed by something other than typing in its cell.
    pub filled: RwSignal<u32>,
    /// Rises whenever a file was read.
    pub opening: RwSignal<u32>,
    /// The choice that had it read again: it keeps the focus.
    pub focus: StoredValue<Option<&'static str>>,
    /// Rises whenever other rows are listed.
    pub listed: RwSignal<u32>,
    /// The kind of rows that are listed, or all.
    pub only: RwSignal<Option<Kind>>,
    /// What is known of the account, once it was asked.
    pub knowledge: StoredValue<Option<Knowledge>>,
    /// Who decided about an address, and when, by canonical address.
    pub told: StoredValue<BTreeMap<String, String>>,
    /// The reading whose standings are being asked for.
    pub asking: StoredValue<Option<u32>>,
    /// How much of the file stands on the page.
    pub stands: RwSignal<Stands>,
    /// Which reading is the last: an earlier one ends.
    pub reading: StoredValue<u32>,
    /// What was uploaded before.
    pub latest: RwSignal<Vec<UploadRow>>,
    /// How many there are beside those.
    pub earlier: RwSignal<u64>,
    /// The upload that the reader is asked about.
    pub undoing: RwSignal<Option<Undoing>>,
    /// How much of the page is seen at once.
    pub screen: StoredValue<Screen>,
    pub refusal: RwSignal<Option<Refusal>>,
    /// What the server has approved.
    pub done: RwSignal<Option<Done>>,
    pub said: RwSignal<String>,
}

/// What a press has done.
#[derive(Clone)]
pub(super) struct Done {
    /// As the server tells it.
    pub outcome: UploadOutcome,
    /// Whether it was taken back since.
    pub undone: bool,
}

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    Server(AppError),
    /// A file that is not read: why, and what to do.
    File(String),
}

impl Desk {
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
            stands: RwSignal::new(Stands::Head),
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

    /// Looks at the file, if there is one.
    pub(super) fn with<T>(self, look: impl FnOnce(&Opened) -> T) -> Option<T> {
        self.opened.with_value(|opened| opened.as_ref().map(look))
    }

    /// Changes the file, counts again, and lets the page look.
    pub(super) fn update<T>(self, act: impl FnOnce(&mut Opened) -> T) -> Option<T> {
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

    /// Texts were changed beside what is typed: cells show theirs again.
    pub(super) fn fill(self) {
        self.filled.update(|filled| *filled = filled.wrapping_add(1));
    }

    /// Other rows are listed.
    pub(super) fn relist(self) {
        self.listed.update(|listed| *listed = listed.wrapping_add(1));
    }

    /// A file was read. Its rows follow by [`Self::stands`].
    pub(super) fn open(self, opened: Opened) {
        self.only.set(None);
        self.stands.set(Stands::Head);
        self.opened.set_value(Some(opened));
        self.phase.set(Phase::Open);
        self.opening.update(|opening| *opening = opening.wrapping_add(1));
        self.version.update(|version| *version = version.wrapping_add(1));
        self.relist();
        self.fill();
    }

    /// Whether rows can be changed now.
    pub(super) fn is_open(self) -> bool {
        self.phase.get_untracked() == Phase::Open
    }
}
