//! Calls of the server functions: account data, standings, commit and undo.

use super::{
    api::{commit_upload, get_upload_knowledge, undo_upload, upload_standings},
    browser,
    dto::{STANDINGS_LIMIT, UploadForm},
    latest::Undoing,
    state::{Done, Phase, Refusal, UploadState},
};
use crate::{AppError, ui::locale};
use esecure::upload::{AccountContext, KnownStanding};
use leptos::prelude::*;
use std::time::Duration;

/// Debounce after a keystroke before standings are fetched.
const PAUSE: Duration = Duration::from_millis(400);

/// Returns the account data, fetched once.
pub(super) async fn knowledge(state: UploadState) -> Result<AccountContext, AppError> {
    if let Some(knowledge) = state.knowledge.get_value() {
        return Ok(knowledge);
    }
    learn(state).await
}

async fn learn(state: UploadState) -> Result<AccountContext, AppError> {
    let told = get_upload_knowledge(Some(state.account.get_value())).await?;
    let knowledge = told.knowledge();
    state.knowledge.set_value(Some(knowledge.clone()));
    state.earlier.set(told.earlier);
    state.latest.set(told.latest);
    Ok(knowledge)
}

/// Fetches the account's decisions on addresses not looked up yet.
pub(super) async fn ask(state: UploadState) {
    let Some(reading) = state.with(|opened| opened.reading) else { return };
    // The running fetch covers these addresses too.
    if state.asking.get_value() == Some(reading) {
        return;
    }
    state.asking.set_value(Some(reading));
    let mut asked = Asked::default();
    let answer = standings(state, reading, &mut asked).await;
    if state.asking.get_value() == Some(reading) {
        state.asking.set_value(None);
    }
    if let Err(error) = answer {
        state.refusal.set(Some(Refusal::Server(error)));
    }
    if !asked.any {
        return;
    }
    // Sorts again only before the first edit. Each of the following steps is linear in the number of rows.
    let moves = state.opened.try_update_value(|opened| match opened {
        Some(opened) if asked.decided && !opened.touched => {
            opened.sort();
            true
        }
        _ => false,
    });
    if moves == Some(true) {
        browser::rest().await;
        state.opened.update_value(|opened| {
            if let Some(opened) = opened {
                opened.list(state.only.get_untracked());
            }
        });
        state.relist();
        browser::rest().await;
    }
    state.update(|_| ());
}

/// Summary of a fetch of standings.
#[derive(Default)]
struct Asked {
    /// True if anything was fetched.
    any: bool,
    /// True if any of the addresses is decided.
    decided: bool,
}

/// Fetches standings in pages of [`STANDINGS_LIMIT`]. Addresses missing from the answer are undecided.
async fn standings(state: UploadState, reading: u32, asked: &mut Asked) -> Result<(), AppError> {
    loop {
        let some = state.with(|opened| {
            let open = opened.judge.unresolved_addresses().take(STANDINGS_LIMIT).map(str::to_owned);
            (opened.reading == reading).then(|| open.collect::<Vec<_>>())
        });
        let some = some.flatten().filter(|some| !some.is_empty());
        let Some(some) = some else { return Ok(()) };
        let decided = upload_standings(Some(state.account.get_value()), some.clone()).await?;
        if state.with(|opened| opened.reading) != Some(reading) {
            return Ok(());
        }
        asked.any = true;
        asked.decided |= !decided.is_empty();
        state.opened.update_value(|opened| {
            let Some(opened) = opened else { return };
            for email in &some {
                opened.judge.set_known(email, KnownStanding::Undecided);
            }
            for one in &decided {
                opened.judge.set_known(&one.email, one.known);
            }
        });
        state.told.update_value(|told| told.extend(decided.into_iter().map(|one| (one.email, one.told))));
    }
}

/// Debounced [`ask`].
pub(super) fn ask_soon(state: UploadState) {
    let version = state.version.get_untracked();
    set_timeout(
        move || {
            // The page may have been left meanwhile.
            if state.version.try_get_untracked() == Some(version) {
                state.spawn(ask(state));
            }
        },
        PAUSE,
    );
}

/// Commits the file. The server parses and judges it again.
pub(super) fn commit(state: UploadState) {
    let form = state.with(|opened| UploadForm {
        file_name: opened.name.clone(),
        bytes: opened.bytes.to_vec(),
        wish: opened.wish,
        edits: opened.edits.clone(),
        ticked: opened.ticks.iter().copied().collect(),
    });
    let Some(form) = form else { return };
    state.refusal.set(None);
    state.phase.set(Phase::Sending);
    state.spawn(async move {
        match commit_upload(Some(state.account.get_value()), form).await {
            Ok(Ok(outcome)) => {
                state.done.set(Some(Done { outcome, undone: false }));
                state.phase.set(Phase::Done);
                // Refreshes the list of uploads; a failure does not affect the commit.
                let _ = learn(state).await;
            }
            Ok(Err(refusal)) => {
                state.refusal.set(Some(Refusal::File(refusal.text(locale()))));
                state.phase.set(Phase::Open);
            }
            Err(error) => {
                state.refusal.set(Some(Refusal::Server(error)));
                state.phase.set(Phase::Open);
            }
        }
    });
}

/// Undoes the upload chosen in the dialog.
pub(super) fn undo(state: UploadState) {
    let Some(Undoing { id, .. }) = state.undoing.get_untracked() else { return };
    state.undoing.set(None);
    state.refusal.set(None);
    state.spawn(async move {
        match undo_upload(Some(state.account.get_value()), id.clone()).await {
            Ok(()) => state.done.update(|done| {
                if let Some(done) = done.as_mut().filter(|done| done.outcome.id == id) {
                    done.undone = true;
                }
            }),
            Err(error) => state.refusal.set(Some(Refusal::Server(error))),
        }
        let _ = learn(state).await;
    });
}
