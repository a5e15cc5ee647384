//! *Upload* (R-3.3, section 4): queries and commands of the page. Files are read and judged by `esecure::upload`; the
//! server repeats that with the account's current data.
//!
//! | module | contents |
//! |---|---|
//! | `page` | data to judge a file by; the latest uploads |
//! | `file` | an uploaded file: read, edited, judged |
//! | `commit` | approval of all addresses, or none |
//! | `undo` | undo of a whole upload |
//! | `result`, `problem_text` | result of each row |
//! | `check` | the same judgement at the command line |

mod check;
mod commit;
mod file;
mod page;
mod problem_text;
mod result;
mod undo;

use crate::{
    error::{Result, ServiceError},
    store::entity::account_user,
};
use esecure::{
    EmailKey, Timestamp,
    upload::{Judge, KnownStanding},
};
use std::collections::HashMap;

/// Passes the standings of the file's addresses at an instant to the judge.
fn apply_known(judge: &mut Judge, known: &HashMap<EmailKey, account_user::Model>, now: Timestamp) {
    for (key, row) in known {
        judge.set_known(key.as_str(), KnownStanding::at(row.standing(), now));
    }
    judge.assume_undecided();
}

/// Runs CPU-bound work on a blocking thread.
async fn run_blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| ServiceError::Internal(error.to_string()))
}
