//! What the desk asks of the server: what the account knows, the press, and taking it back.

use super::{
    api::{commit_upload, get_upload_knowledge, undo_upload, upload_standings},
    desk::{Desk, Done, Phase, Refusal},
    latest::Undoing,
};
use crate::{
    AppError,
    ui::locale,
    view::{STANDINGS_LIMIT, UploadForm},
};
use esecure::upload::{Knowledge, Known};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// How long after a key nothing is asked.
const PAUSE: Duration = Duration::from_millis(400);

/// What is known of the account; asked once.
pub(super) async fn knowledge(desk: Desk) -> Result<Knowledge, AppError> {
    if let Some(knowledge) = desk.knowledge.get_value() {
        return Ok(knowledge);
    }
    learn(desk).await
}

async fn learn(desk: Desk) -> Result<Knowledge, AppError> {
    let told = get_upload_knowledge(Some(desk.account.get_value())).await?;
    let knowledge = told.knowledge();
    desk.knowledge.set_value(Some(knowledge.clone()));
    desk.latest.set(told.latest);
    Ok(knowledge)
}

/// Asks what the account has decided about the addresses that are new on the desk.
pub(super) async fn ask(desk: Desk) {
    let open = desk.with(|opened| opened.judge.unasked().map(str::to_owned).collect::<Vec<_>>()).unwrap_or_default();
    if open.is_empty() {
        return;
    }
    let reading = desk.reading.get_value();
    desk.asking.set(true);
    let answer = standings(desk, &open).await;
    if desk.reading.get_value() != reading {
        return;
    }
    desk.asking.set(false);
    match answer {
        Err(error) => desk.refusal.set(Some(Refusal::Server(error))),
        Ok(decided) => {
            desk.told.update_value(|told| {
                told.extend(decided.iter().map(|one| (one.email.clone(), one.told.clone())));
            });
            let moved = desk.update(|opened| {
                // All that was asked about is known now; of most of it that nothing was decided.
                for email in &open {
                    opened.judge.learn(email, Known::Undecided);
                }
                for one in &decided {
                    opened.judge.learn(&one.email, one.known);
                }
                // Until somebody has begun, the rows may still take their places.
                let moves = !decided.is_empty() && !opened.touched;
                if moves {
                    opened.sort();
                    opened.list(desk.only.get_untracked());
                }
                moves
            });
            if moved == Some(true) {
                desk.relist();
            }
        }
    }
}

async fn standings(desk: Desk, open: &[String]) -> Result<Vec<crate::view::UploadStanding>, AppError> {
    let mut decided = Vec::new();
    for some in open.chunks(STANDINGS_LIMIT) {
        decided.extend(upload_standings(Some(desk.account.get_value()), some.to_vec()).await?);
    }
    Ok(decided)
}

/// The same, once nobody has typed for a moment.
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

/// The press. The server reads and judges the bytes again.
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
                // The list below has one more. That it cannot be asked for is no news here.
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

/// Takes the upload that was asked about back as a whole.
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
