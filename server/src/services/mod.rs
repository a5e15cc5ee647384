//! Application services: one module per subject, one transaction per command, called by the server functions of `app`
//! and by the API.
//!
//! A command locks the account row, loads, applies the rules of `esecure`, stores, and writes journal and outbox in the
//! same transaction. Subscribers are notified after the commit.

pub mod accounts;
pub mod administrators;
pub mod applications;
pub mod attempts;
mod backend;
pub mod background;
mod check_limits;
pub mod checks;
mod command;
pub mod dead_letters;
pub mod decision_link;
pub(crate) mod decision_overrides;
pub mod domains;
pub mod enforcement;
pub mod expected;
pub mod expiring_approvals;
pub mod explain;
pub mod hashing;
pub mod history;
pub mod journal;
pub mod live;
pub mod one_time_codes;
mod palette;
pub mod passwords;
pub mod profiles;
pub mod queue;
pub mod rehearsal;
pub mod request_status;
pub mod request_view;
pub mod requests;
mod setup;
pub mod sign_in;
pub mod suspension;
pub(crate) mod texts;
pub mod undo;
pub mod uploads;
mod user_agent;
pub mod users;

use crate::{
    calendar::Calendar,
    clock::{Clock, random_bytes},
    config::Config,
    error::{Result, ServiceError},
    store::entity::account,
};
use app::{AppError, dto::Brand};
use background::Background;
use check_limits::CheckLimits;
use esecure::{
    Locale, Timestamp,
    id::{AccountId, RequestId},
    person::Administrator,
};
use hashing::Hashing;
use sea_orm::DatabaseConnection;
use std::{future::Future, sync::Arc};
use tokio::sync::{Notify, Semaphore, broadcast};
use tokio_util::sync::CancellationToken;

/// Change made by a commit. Live pages receive it and reload their data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub account: AccountId,
    /// The request that was opened, decided or ended, if any.
    pub request: Option<RequestId>,
}

/// Dependencies of all services. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    pub db: DatabaseConnection,
    pub clock: Clock,
    pub config: Arc<Config>,
    /// Cancelled at shutdown: streams end, and workers finish their current item.
    pub stopping: CancellationToken,
    /// Notified when the outbox has a new mail.
    pub mail_bell: Arc<Notify>,
    /// Jobs that responses do not wait for.
    pub background: Background,
    /// Rate limits on checks, by key and by account.
    check_limits: Arc<CheckLimits>,
    /// Bounds password hashing (19 MiB and a core per hash).
    pub hashing: Arc<Hashing>,
    /// Bounds the uploads parsed at the same time, and so their memory.
    files: Arc<Semaphore>,
    /// Publishes the changes of commits.
    changes: broadcast::Sender<Change>,
}

impl Services {
    /// Creates the services on an open, migrated database.
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

    /// Returns the configured portal and product names.
    pub fn brand(&self) -> Brand {
        Brand { portal: self.config.brand.portal.clone(), product: self.config.brand.product.clone() }
    }

    /// Builds an absolute link from the configured origin, never from a request's `Host` header.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.config.origin)
    }

    /// Returns the account's calendar in a reader's language.
    pub fn calendar(&self, account: &account::Model, locale: Locale) -> Calendar {
        Calendar::new(locale, &account.time_zone, self.now())
    }

    /// Subscribes to changes from now on.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    /// Publishes a commit on an account, or on one of its requests, and wakes the mail worker.
    fn publish_commit(&self, account: &AccountId, request: Option<&RequestId>) {
        // Sending fails only without subscribers, which is normal.
        let _ = self.changes.send(Change { account: account.clone(), request: request.cloned() });
        self.wake_mail_worker();
    }

    /// Wakes the mail worker, after a commit that wrote a mail and changed no account.
    fn wake_mail_worker(&self) {
        self.mail_bell.notify_one();
    }
}

/// Runs a command to completion in its own task, so that a dropped connection cannot interrupt it between commit and
/// publication.
async fn run_to_completion<T: Send + 'static>(command: impl Future<Output = Result<T>> + Send + 'static) -> Result<T> {
    match tokio::spawn(command).await {
        Ok(result) => result,
        Err(error) => Err(ServiceError::Internal(error.to_string())),
    }
}

/// Parses an e-mail address with the server's mapping of international host names.
///
/// # Errors
/// See [`esecure::EmailAddress::parse`].
pub fn parse_email(text: &str) -> std::result::Result<esecure::EmailAddress, esecure::email::EmailError> {
    esecure::EmailAddress::parse(text, &crate::idn::to_ascii)
}

/// Generates a random identifier of any kind.
fn new_id<T>(from_bytes: impl Fn([u8; 16]) -> T) -> T {
    from_bytes(random_bytes())
}

fn not_found() -> ServiceError {
    AppError::NotFound.into()
}

/// Finds a person's seat on this account.
fn seat_for<'a>(seats: &'a [Administrator], account: &AccountId) -> Result<&'a Administrator> {
    seats.iter().find(|s| s.account() == account).ok_or_else(not_found)
}
