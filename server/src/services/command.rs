//! Commands on one account: a transaction from the row lock to the publication of the change.
//!
//! ```text
//! self.command(by, |services, cx| async move {
//!     …rules, store::…(&cx.tx, …), cx.record(entry)…
//!     Ok(result)
//! }.boxed()).await
//! ```
//! An error rolls everything back; otherwise the context commits and publishes, in a task of its own that a dropped
//! connection cannot interrupt.

use super::{
    Services,
    journal::{self, Actor, Entry},
    run_to_completion,
};
use crate::{
    error::Result,
    store::{self, Transaction, accounts, entity::account, people},
};
use app::AppError;
use esecure::{
    Locale, Timestamp,
    id::{AccountId, RequestId},
    person::{Administrator, Person},
};
use futures::future::BoxFuture;
use i18n::error as t;

/// Transaction of a command, with the account whose row it locks.
pub(in crate::services) struct CommandContext<By> {
    pub tx: Transaction,
    /// Account as read under the lock.
    pub account: account::Model,
    pub by: By,
    pub now: Timestamp,
    outcome: Outcome,
}

/// End of a command that succeeds.
enum Outcome {
    /// Commits, and publishes the changed requests; also the account if `account` is set or no request was changed.
    Commit { account: bool, requests: Vec<RequestId> },
    /// Rolls back, because the command found nothing to change.
    RollBack,
}

/// Author of a command.
pub(in crate::services) trait Author: Clone + Send + Sync + 'static {
    fn actor(&self) -> Actor<'_>;

    /// Language of the author's errors.
    fn locale(&self) -> Locale;
}

impl Author for Administrator {
    fn actor(&self) -> Actor<'_> {
        Actor::Person(self.person())
    }

    fn locale(&self) -> Locale {
        self.person().locale
    }
}

/// The carrier's staff at the command line.
#[derive(Debug, Clone, Copy)]
pub(in crate::services) struct Operator;

impl Author for Operator {
    fn actor(&self) -> Actor<'_> {
        Actor::Operator
    }

    fn locale(&self) -> Locale {
        Locale::En
    }
}

/// eSecure itself, in a scheduled job.
#[derive(Debug, Clone, Copy)]
pub(in crate::services) struct System;

impl Author for System {
    fn actor(&self) -> Actor<'_> {
        Actor::System
    }

    fn locale(&self) -> Locale {
        Locale::En
    }
}

impl<By: Author> CommandContext<By> {
    pub fn locale(&self) -> Locale {
        self.by.locale()
    }

    /// Appends an entry to the account's journal, with the author as its actor.
    pub async fn record(&self, entry: Entry<'_>) -> Result<()> {
        journal::append(&self.tx, &self.account.id, entry, self.now).await
    }

    /// Appends several entries in order, with few statements.
    pub async fn record_all(&self, entries: Vec<Entry<'_>>) -> Result<()> {
        journal::append_all(&self.tx, &self.account.id, entries, self.now).await
    }

    /// Publishes a change of this request after the commit.
    pub fn publish(&mut self, request: &RequestId) {
        if let Outcome::Commit { requests, .. } = &mut self.outcome {
            requests.push(request.clone());
        }
    }

    /// Publishes a change of the account after the commit, besides those of its requests.
    pub fn publish_account(&mut self) {
        if let Outcome::Commit { account, .. } = &mut self.outcome {
            *account = true;
        }
    }

    /// Rolls back at the end, because nothing was changed: the account keeps its version, and no page reloads.
    pub fn roll_back(&mut self) {
        self.outcome = Outcome::RollBack;
    }
}

impl CommandContext<Administrator> {
    pub fn person(&self) -> &Person {
        self.by.person()
    }
}

impl Services {
    /// Runs a command of an administrator whose seat is still active under the account's lock.
    ///
    /// # Errors
    /// [`AppError::Forbidden`] for a seat that was removed meanwhile; the errors of `work`, which roll back.
    pub(in crate::services) async fn command<T, F>(&self, by: &Administrator, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c Self, &'c mut CommandContext<Administrator>) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        let (services, by) = (self.clone(), by.clone());
        run_to_completion(async move {
            let account = by.account().clone();
            let mut cx = services.begin_command(&account, by).await?;
            let seat = people::seat(&cx.tx, cx.by.seat()).await?;
            if !seat.is_some_and(|seat| seat.is_active()) {
                return Err(AppError::Forbidden(t::seat_removed(cx.locale()).to_owned()).into());
            }
            let result = work(&services, &mut cx).await?;
            services.end_command(cx).await?;
            Ok(result)
        })
        .await
    }

    /// Runs a command of the operator or of eSecure itself.
    pub(in crate::services) async fn command_as<By, T, F>(&self, by: By, account: &AccountId, work: F) -> Result<T>
    where
        By: Author,
        T: Send + 'static,
        F: for<'c> FnOnce(&'c Self, &'c mut CommandContext<By>) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        let (services, account) = (self.clone(), account.clone());
        run_to_completion(async move {
            let mut cx = services.begin_command(&account, by).await?;
            let result = work(&services, &mut cx).await?;
            services.end_command(cx).await?;
            Ok(result)
        })
        .await
    }

    async fn begin_command<By: Author>(&self, account: &AccountId, by: By) -> Result<CommandContext<By>> {
        let tx = store::begin(&self.db).await?;
        let account = accounts::lock_and_bump_version(&tx, account).await?;
        let outcome = Outcome::Commit { account: false, requests: Vec::new() };
        Ok(CommandContext { tx, account, by, now: self.now(), outcome })
    }

    async fn end_command<By>(&self, cx: CommandContext<By>) -> Result<()> {
        match cx.outcome {
            Outcome::RollBack => cx.tx.rollback().await?,
            Outcome::Commit { account, requests } => {
                cx.tx.commit().await?;
                if account || requests.is_empty() {
                    self.publish_commit(&cx.account.id, None);
                }
                for request in &requests {
                    self.publish_commit(&cx.account.id, Some(request));
                }
            }
        }
        Ok(())
    }
}
