//! Calls of the server functions: account data, standings, commit and undo.

use super::{
    api::{commit_upload, get_upload_knowledge, undo_upload, upload_standings},
    browser,
    dto::{STANDINGS_LIMIT, UploadForm},
    latest::Undoing,
    state::{Desk, Done, Phase, Refusal},
};
use crate::{AppError, ui::locale};
use esecure::upload::{AccountContext, KnownStanding};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// Debounce after a keystroke before standings are fetched.
const PAUSE: Duration = Duration::from_millis(400);

/// Returns the account data, fetched once.
pub(super) async fn knowledge(desk: Desk) -> Result<AccountContext, AppError> {
    if let Some(knowledge) = desk.knowledge.get_value() {
        return Ok(knowledge);
    }
    learn(desk).await
}

async fn learn(desk: Desk) -> Result<AccountContext, AppError> {
    let told = get_upload_knowledge(Some(desk.account.get_value())).await?;
    let knowledge = told.knowledge();
    desk.knowledge.set_value(Some(knowledge.clone()));
    desk.earlier.set(told.earlier);
    desk.latest.set(told.latest);
    Ok(knowledge)
}

/// Fetches the account's decisions on addresses not looked up yet.
pub(super) async fn ask(desk: Desk) {
    let Some(reading) = desk.with(|opened| opened.reading) else { return };
    // The running fetch covers these addresses too.
    if desk.asking.get_value() == Some(reading) {
        return;
    }
    desk.asking.set_value(Some(reading));
    let mut asked = Asked::default();
    let answer = standings(desk, reading, &mut asked).await;
    if desk.asking.get_value() == Some(reading) {
        desk.asking.set_value(None);
    }
    if let Err(error) = answer {
        desk.refusal.set(Some(Refusal::Server(error)));
    }
    if !asked.any {
        return;
    }
    // Sorts again only before the first edit. Each of the following steps is linear in the number of rows.
    let moves = desk.opened.try_update_value(|opened| match opened {
        Some(opened) if asked.decided && !opened.touched => {
            opened.sort();
            true
        }
        _ => false,
    });
    if moves == Some(true) {
        browser::rest().await;
        desk.opened.update_value(|opened| {
            if let Some(opened) = opened {
                opened.list(desk.only.get_untracked());
            }
        });
        desk.relist();
        browser::rest().await;
    }
    desk.update(|_| ());
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
async fn standings(desk: Desk, reading: u32, asked: &mut Asked) -> Result<(), AppError> {
    loop {
        let some = desk.with(|opened| {
            let open = opened.judge.unresolved_addresses().take(STANDINGS_LIMIT).map(str::to_owned);
            (opened.reading == reading).then(|| open.collect::<Vec<_>>())
        });
        let some = some.flatten().filter(|some| !some.is_empty());
        let Some(some) = some else { return Ok(()) };
        let decided = upload_standings(Some(desk.account.get_value()), some.clone()).await?;
        if desk.with(|opened| opened.reading) != Some(reading) {
            return Ok(());
        }
        asked.any = true;
        asked.decided |= !decided.is_empty();
        desk.opened.update_value(|opened| {
            let Some(opened) = opened else { return };
            for email in &some {
                opened.judge.set_known(email, KnownStanding::Undecided);
            }
            for one in &decided {
                opened.judge.set_known(&one.email, one.known);
            }
        });
        desk.told.update_value(|told| told.extend(decided.into_iter().map(|one| (one.email, one.told))));
    }
}

/// Debounced [`ask`].
pub(super) fn ask_soon(desk: Desk) {
    let version = desk.version.get_untracked();
    set_timeout(
        move || {
            if desk.version.get_untracked() == version {
                spawn_local(ask(desk));
            }
        },
        PAUSE,
    );
}

/// Commits the file. The server parses and judges it again.
pub(super) fn commit(desk: Desk) {
    let form = desk.with(|opened| UploadForm {
        file_name: opened.name.clone(),
        bytes: opened.bytes.to_vec(),
        wish: opened.wish,
        edits: opened.edits.clone(),
        ticked: opened.ticks.iter().copied().collect(),
    });
    let Some(form) = form else { return };
    desk.refusal.set(None);
    desk.phase.set(Phase::Sending);
    spawn_local(async move {
        match commit_upload(Some(desk.account.get_value()), form).await {
            Ok(Ok(outcome)) => {
                desk.done.set(Some(Done { outcome, undone: false }));
                desk.phase.set(Phase::Done);
                // Refreshes the list of uploads; a failure does not affect the commit.
                let _ = learn(desk).await;
            }
            Ok(Err(refusal)) => {
                desk.refusal.set(Some(Refusal::File(refusal.text(locale()))));
                desk.phase.set(Phase::Open);
            }
            Err(error) => {
                desk.refusal.set(Some(Refusal::Server(error)));
                desk.phase.set(Phase::Open);
            }
        }
    });
}

/// Undoes the upload chosen in the dialog.
pub(super) fn undo(desk: Desk) {
    let Some(Undoing { id, .. }) = desk.undoing.get_untracked() else { return };
    desk.undoing.set(None);
    desk.refusal.set(None);
    spawn_local(async move {
        match undo_upload(Some(desk.account.get_value()), id.clone()).await {
            Ok(()) => desk.done.update(|done| {
                if let Some(done) = done.as_mut().filter(|done| done.outcome.id == id) {
                    done.undone = true;
                }
            }),
            Err(error) => desk.refusal.set(Some(Refusal::Server(error))),
        }
        let _ = learn(desk).await;
    });
}
