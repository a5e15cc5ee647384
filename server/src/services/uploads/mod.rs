//! *Upload* (R-3.3, section 4): what the page asks, and what a press does. How a file is read and judged stands in
//! `esecure::upload`; here it is done over again, with what the account knows by then.
//!
//! | room | what it holds |
//! |---|---|
//! | `page` | what judging needs beside the file; the latest uploads |
//! | `file` | a file that was sent: read, edited, judged |
//! | `commit` | approving all of it, or nothing |
//! | `undo` | putting all of it back |
//! | `result`, `words` | what came of each row |
//! | `check` | the same judgement at the command line |

mod check;
mod commit;
mod file;
mod page;
mod result;
mod undo;
mod words;

use crate::{
    error::{Result, ServiceError},
    store::entity::account_user,
};
use esecure::{
    Timestamp,
    upload::{Judge, Known},
};
use std::collections::HashMap;

/// Tells the judge how the file's addresses stand at an instant.
fn learn(judge: &mut Judge, known: &HashMap<String, account_user::Model>, now: Timestamp) {
    for (key, row) in known {
        judge.learn(key, Known::at(crate::store::users::standing(row), now));
    }
    judge.learn_rest();
}

/// Runs what takes long and asks nobody where it holds up no other task.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| ServiceError::Internal(error.to_string()))
}
