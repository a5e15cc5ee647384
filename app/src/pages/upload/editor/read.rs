//! Reads a file: parses and judges it in slices to keep the page responsive, then fetches the account's decisions on
//! its addresses.

use super::{
    browser::{self, to_ascii},
    loaded_file::LoadedFile,
    send,
    state::{Phase, Refusal, RenderStage, UploadState},
    suggestions::Suggestions,
};
use crate::ui::locale;
use esecure::upload::{
    AccountContext, FormatOverrides, Judge, JudgementKind, LIMIT, MAX_BYTES, Sheet, SheetReader, Summary, TooLarge,
};
use i18n::upload as t;
use leptos::prelude::*;
use std::{collections::BTreeSet, sync::Arc};
use web_sys::File;

/// Longest uninterrupted work, in milliseconds; a task of 50 ms is noticeable.
const STRETCH: f64 = 8.0;
/// Rows between two checks of the clock.
const SLICE: usize = 500;

/// Reads a dropped or chosen file.
pub(super) fn take(state: UploadState, file: File) {
    let name = file.name();
    if file.size() > MAX_BYTES as f64 {
        return refuse(state, TooLarge::Bytes);
    }
    state.spawn(async move {
        match browser::bytes(&file).await {
            Some(bytes) => read(state, name, bytes, FormatOverrides::default()).await,
            None => state.refusal.set(Some(Refusal::File(t::unreadable(locale()).to_owned()))),
        }
    });
}

/// Reads pasted text.
pub(super) fn take_text(state: UploadState, text: &str) {
    let (name, bytes) = (t::pasted(locale()).to_owned(), text.as_bytes().into());
    state.spawn(read(state, name, bytes, FormatOverrides::default()));
}

/// Parses the open file again with other settings. Edits are lost; the page confirms that beforehand.
pub(super) fn reload(state: UploadState, wish: FormatOverrides) {
    if let Some((name, bytes)) = state.with(|opened| (opened.name.clone(), Arc::clone(&opened.bytes))) {
        state.spawn(read(state, name, bytes, wish));
    }
}

/// Parses and judges a file without a pause, and counts the rows of each judgement. For warming up and for benchmarks.
pub fn judge_at_once(bytes: &[u8]) -> Vec<u32> {
    let Ok(sheet) = Sheet::read(Arc::<[u8]>::from(bytes), FormatOverrides::default()) else { return Vec::new() };
    let mut judge = Judge::all(sheet, AccountContext::default(), &to_ascii);
    judge.assume_undecided();
    let summary = Summary::of(&judge);
    JudgementKind::ALL.map(|kind| summary.count(kind) as u32).to_vec()
}

/// Cooperative scheduling: yields every [`STRETCH`] and stops when a newer file replaces this one.
struct Breath {
    state: UploadState,
    reading: u32,
    since: f64,
}

impl Breath {
    fn new(state: UploadState) -> Self {
        state.reading.update_value(|reading| *reading = reading.wrapping_add(1));
        Self { state, reading: state.reading.get_value(), since: browser::now() }
    }

    async fn draw(&mut self, part: usize, whole: usize) -> bool {
        if browser::now() - self.since > STRETCH {
            let share = (part * 100).checked_div(whole).unwrap_or(0).min(99);
            self.state.phase.set(Phase::Reading(u8::try_from(share).unwrap_or(99)));
            self.rest().await;
        }
        self.is_last()
    }

    async fn rest(&mut self) {
        browser::rest().await;
        self.since = browser::now();
    }

    fn is_last(&self) -> bool {
        self.state.reading.get_value() == self.reading
    }
}

async fn read(state: UploadState, name: String, bytes: Arc<[u8]>, wish: FormatOverrides) {
    state.refusal.set(None);
    state.done.set(None);
    let mut breath = Breath::new(state);
    if state.phase.get_untracked() == Phase::Empty {
        state.phase.set(Phase::Reading(0));
    }
    let sheet = match sheet(&mut breath, &bytes, wish).await {
        Ok(Some(sheet)) => sheet,
        Ok(None) => return,
        Err(error) => return refuse(state, error),
    };
    if sheet.is_empty() {
        return keep_former(state, Refusal::File(t::no_rows(locale(), &name)));
    }
    // Fetched when the page opened, so nearly always cached.
    let knowledge = match send::knowledge(state).await {
        Ok(knowledge) => knowledge,
        Err(error) => return keep_former(state, Refusal::Server(error)),
    };
    let Some(opened) = load(&mut breath, name, bytes, wish, sheet, knowledge).await else { return };
    show(&mut breath, opened).await;
    send::ask(state).await;
}

/// Judges all rows and lists them. Returns `None` if a newer file replaces this one.
async fn load(
    breath: &mut Breath,
    name: String,
    bytes: Arc<[u8]>,
    wish: FormatOverrides,
    sheet: Sheet,
    knowledge: AccountContext,
) -> Option<LoadedFile> {
    let judge = judge(breath, sheet, knowledge).await?;
    let offers = offers(breath, &judge).await?;
    // Each of the following steps is linear in the number of rows.
    let summary = Summary::of(&judge);
    let mut opened = LoadedFile {
        reading: breath.reading,
        name,
        bytes,
        wish,
        judge,
        edits: Vec::new(),
        ticks: BTreeSet::new(),
        offers,
        order: Vec::new(),
        listed: Vec::new(),
        summary,
        touched: false,
    };
    opened.sort();
    if !breath.draw(99, 100).await {
        return None;
    }
    opened.list(None);
    breath.draw(99, 100).await.then_some(opened)
}

/// Renders the rows, and waits until they are painted.
async fn show(breath: &mut Breath, opened: LoadedFile) {
    let many = opened.judge.len() > LIMIT;
    breath.state.open(opened);
    for stands in [RenderStage::Rows, RenderStage::All] {
        // Files within the limit are rendered without a pause.
        if many {
            breath.rest().await;
        }
        breath.state.stands.set(stands);
    }
    // One wait for the frame's callback, one until it is shown.
    browser::painted().await;
    browser::painted().await;
}

async fn sheet(breath: &mut Breath, bytes: &Arc<[u8]>, wish: FormatOverrides) -> Result<Option<Sheet>, TooLarge> {
    let mut reader = SheetReader::new(Arc::clone(bytes), wish)?;
    let mut rows = 0;
    // Assumes forty bytes a row; parsing is half of the work.
    let whole = bytes.len() / 20 + 1;
    if !breath.draw(rows, whole).await {
        return Ok(None);
    }
    while !reader.step(SLICE)? {
        rows += SLICE;
        if !breath.draw(rows, whole).await {
            return Ok(None);
        }
    }
    Ok(Some(reader.finish()))
}

async fn judge(breath: &mut Breath, sheet: Sheet, knowledge: AccountContext) -> Option<Judge> {
    let whole = sheet.len() * 2;
    let mut judge = Judge::new(sheet, knowledge);
    while !judge.step(SLICE, &to_ascii) {
        if !breath.draw(whole / 2 + judge.len(), whole).await {
            return None;
        }
    }
    Some(judge)
}

async fn offers(breath: &mut Breath, judge: &Judge) -> Option<Suggestions> {
    let mut offers = Suggestions::default();
    for row in 0..judge.len() {
        offers.refresh(judge, row, &to_ascii);
        if row % SLICE == 0 && !breath.draw(99, 100).await {
            return None;
        }
    }
    breath.is_last().then_some(offers)
}

fn refuse(state: UploadState, error: TooLarge) {
    let text = match error {
        TooLarge::Bytes => t::too_large(locale()),
        TooLarge::Rows => t::too_many_rows(locale()),
    };
    keep_former(state, Refusal::File(text.to_owned()));
}

/// Shows a refusal next to the file that was open before, if any.
fn keep_former(state: UploadState, refusal: Refusal) {
    state.phase.set(state.with(|_| Phase::Open).unwrap_or(Phase::Empty));
    state.refusal.set(Some(refusal));
}
