//! First connection to the database at startup, to report the actual error: the pool retries silently and ends with
//! "timed out".

use sea_orm::sqlx::{self, Connection as _, PgConnection};
use std::{
    path::Path,
    time::{Duration, Instant},
};
use tokio::time::{sleep, timeout};

/// Longest wait at startup for a database that may be starting too.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// Timeout of one attempt.
const ATTEMPT: Duration = Duration::from_secs(4);
/// Pause between two attempts.
const PAUSE: Duration = Duration::from_millis(500);
/// Minimum time between two reports of the same error.
const REPORT: Duration = Duration::from_secs(4);

/// Waits until the database answers, passing the error to `report` at once and then every few seconds.
///
/// # Errors
/// The reason, if the error is permanent or lasts longer than `patience`. It may contain secrets from the URL.
pub async fn reach(url: &str, patience: Duration, report: impl Fn(&str)) -> Result<(), String> {
    if let Some(file) = url.strip_prefix("sqlite:") {
        return folder_exists(file);
    }
    let begin = Instant::now();
    let mut reported: Option<Instant> = None;
    loop {
        let reason = match timeout(ATTEMPT, PgConnection::connect(url)).await {
            Ok(Ok(connection)) => {
                // The result is irrelevant: the server notices the closed connection in any case.
                let _ = timeout(ATTEMPT, connection.close()).await;
                return Ok(());
            }
            Ok(Err(error)) if !is_passing(&error) => return Err(error.to_string()),
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("no answer within {} seconds", ATTEMPT.as_secs()),
        };
        if begin.elapsed() >= patience {
            return Err(format!("{reason} (tried for {} seconds)", begin.elapsed().as_secs()));
        }
        if reported.is_none_or(|at| at.elapsed() >= REPORT) {
            report(&reason);
            reported = Some(Instant::now());
        }
        sleep(PAUSE).await;
    }
}

/// Checks that the folder of an SQLite file exists: SQLite creates the file, but not its folder.
fn folder_exists(file: &str) -> Result<(), String> {
    let file = file.trim_start_matches("//").split('?').next().unwrap_or_default();
    let file = percent_encoding::percent_decode_str(file).decode_utf8_lossy();
    match Path::new(file.as_ref()).parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => {
            Err(format!("there is no folder {}; make it, or name a file in another one", folder.display()))
        }
        _ => Ok(()),
    }
}

/// Returns true for errors that may pass while waiting: connection refused, server starting, too many connections.
fn is_passing(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => true,
        sqlx::Error::Database(error) => matches!(error.code().as_deref(), Some("57P03" | "53300" | "57P01" | "57P02")),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn database_that_is_down_is_told_with_the_reason() {
        // A port that was free a moment ago.
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let url = format!("postgres://a:hunter22@127.0.0.1:{port}/x");
        let said = std::sync::Mutex::new(Vec::new());
        let error = reach(&url, PAUSE, |reason| said.lock().unwrap().push(reason.to_owned())).await.unwrap_err();
        assert!(error.contains("refused") && said.lock().unwrap()[0].contains("refused"), "{error}");
    }

    #[tokio::test]
    async fn folder_that_is_missing_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let url = |file: &str| format!("sqlite://{}/{file}?mode=rwc", folder.path().display());
        let error = reach(&url("data/e.db"), PATIENCE, |_| {}).await.unwrap_err();
        assert!(error.contains("/data; make it"), "{error}");
        for fine in [url("e.db"), "sqlite://e.db".to_owned(), "sqlite:e.db".to_owned()] {
            assert_eq!(reach(&fine, PATIENCE, |_| {}).await, Ok(()), "{fine}");
        }
    }
}
