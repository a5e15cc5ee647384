//! What the product does: one file a subject, one transaction a command. The port of `app` and the API call these.
//!
//! A command takes the account's turn first, loads, lets the rules of `esecure` decide, stores, and writes journal and
//! outbox in the same transaction; only then does anybody hear of it.

pub mod accounts;
pub mod administrators;
pub mod applications;
pub mod attempts;
pub mod background;
mod check_limits;
pub mod checks;
pub mod domains;
pub mod endings;
pub mod enforcement;
pub mod evidence;
pub mod hashing;
pub mod history;
pub mod journal;
pub mod letters;
pub mod live;
pub mod mail_links;
pub mod one_time_codes;
mod overruling;
pub mod passwords;
mod port;
pub mod profiles;
pub mod queue;
pub mod rehearsal;
pub mod requests;
pub mod sign_in;
pub mod status;
pub mod suspension;
pub(crate) mod texts;
pub mod undelivered;
pub mod undo;
pub mod uploads;
mod user_agent;
pub mod users;
pub mod why;

use crate::{
    calendar::Calendar,
    clock::{Clock, random_bytes},
    config::Config,
    error::{Result, ServiceError},
    store::entity::account,
};
use app::{AppError, view::Brand};
use background::Background;
use check_limits::CheckLimits;
use esecure::{Locale, Timestamp};
use hashing::Hashing;
use sea_orm::DatabaseConnection;
use std::{future::Future, sync::Arc};
use tokio::sync::{Notify, Semaphore, broadcast};
use tokio_util::sync::CancellationToken;

/// What a commit changed. Live pages hear that something did, and ask for themselves again what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub account: String,
    /// One of its requests, where one was opened, decided or ended.
    pub request: Option<String>,
}

/// Everything a service needs. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    pub db: DatabaseConnection,
    pub clock: Clock,
    pub config: Arc<Config>,
    /// Cancelled when the process is asked to stop: streams end, workers finish what they hold.
    pub stopping: CancellationToken,
    /// Rung when the outbox has something new.
    pub mail_bell: Arc<Notify>,
    /// Work that answers do not wait for.
    pub background: Background,
    /// Checks of the last minute, by key and by account.
    check_limits: Arc<CheckLimits>,
    /// Keeps password hashing (19 MiB and a core each) from taking the machine.
    pub hashing: Arc<Hashing>,
    /// Keeps files that are read and judged from taking the memory.
    files: Arc<Semaphore>,
    /// What commits have changed.
    changes: broadcast::Sender<Change>,
}

impl Services {
    /// Services over an open, migrated database.
    pub fn new(db: DatabaseConnection, clock: Clock, config: Arc<Config>) -> Self {
        let check_limits = Arc::new(CheckLimits::new(&config.checks, &clock));
        Self {
            db,
            clock,
            config,
            stopping: CancellationToken::new(),
            mail_bell: Arc::new(Notify::new()),
            background: Background::default(),
            hashing: Arc::default(),
            check_limits,
            files: Arc::new(Semaphore::new(2)),
            changes: broadcast::channel(256).0,
        }
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The names this runs under.
    pub fn brand(&self) -> Brand {
        Brand { portal: self.config.brand.portal.clone(), product: self.config.brand.product.clone() }
    }

    /// A link that leaves the house: always from the configured origin, never from a request's `Host`.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.config.origin)
    }

    /// The calendar of an account in a reader's language.
    pub fn calendar(&self, account: &account::Model, locale: Locale) -> Calendar {
        Calendar::new(locale, &account.time_zone, self.now())
    }

    /// Hears of everything that changes from now on.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    /// After a commit on an account, perhaps on one of its requests: tells live pages, and the worker that a mail may wait.
    fn committed(&self, account: &str, request: Option<&str>) {
        // Nobody listening is no error.
        let _ = self.changes.send(Change { account: account.to_owned(), request: request.map(str::to_owned) });
        self.mail_waits();
    }

    /// After a commit that wrote a mail and changed no account.
    fn mail_waits(&self) {
        self.mail_bell.notify_one();
    }
}

/// Runs a command to completion in a task of its own, so that a dropped connection cannot fall between commit and news.
async fn complete<T: Send + 'static>(command: impl Future<Output = Result<T>> + Send + 'static) -> Result<T> {
    match tokio::spawn(command).await {
        Ok(result) => result,
        Err(error) => Err(ServiceError::Internal(error.to_string())),
    }
}

/// Parses an e-mail address with the server's mapping of international hosts.
///
/// # Errors
/// As [`esecure::EmailAddress::parse`].
pub fn parse_email(text: &str) -> std::result::Result<esecure::EmailAddress, esecure::email::EmailError> {
    esecure::EmailAddress::parse(text, &crate::domain_names::to_ascii)
}

/// A fresh identifier of any kind.
fn fresh<T>(from_bytes: impl Fn([u8; 16]) -> T) -> T {
    from_bytes(random_bytes())
}

fn not_found() -> ServiceError {
    AppError::NotFound.into()
}
