//! What was set comes to its time. It is claimed in the account's turn, so that of any number of replicas one
//! switches; where none ran at the time, the first that does switches then, late and once.
//!
//! It takes what a press would take: an account that is not suspended, and somebody who can decide what comes of it. Until
//! there is both it waits.

use super::switch::{Hand, Turn};
use crate::{
    error::{Result, ServiceError},
    services::{Services, complete},
    store::{self, accounts, entity::account, people, switch_plans},
};
use esecure::id::AccountId;

impl Services {
    /// Switches on every account whose time has come. Says how many.
    ///
    /// # Errors
    /// As the database; one account that fails holds up no other.
    pub async fn switch_what_is_due(&self) -> Result<usize> {
        let (mut switched, mut failed) = (0, None);
        for id in switch_plans::due(&self.db, self.now()).await? {
            if self.stopping.is_cancelled() {
                break;
            }
            match self.switch_if_due(&id).await {
                Ok(done) => switched += usize::from(done),
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(switched), Err)
    }

    /// Switches this account on if its time has come. `false` where there is nothing to do, or somebody else did it.
    pub(in crate::services) async fn switch_if_due(&self, account: &str) -> Result<bool> {
        // Looked at first without taking the account's turn: what has to wait is looked at every time.
        let seats = people::seats(&self.db, people::Of::Account(account)).await?;
        if !seats.iter().any(people::Seat::is_active) {
            return Ok(false);
        }
        let services = self.clone();
        let id = AccountId::parse(account).ok_or_else(|| ServiceError::Stored(account.to_owned()))?;
        complete(async move {
            let tx = store::begin(&services.db).await?;
            let account = accounts::lock(&tx, &id).await?;
            let Some(plan) = switch_plans::due_of(&tx, &account.id, services.now()).await? else {
                return Ok(false);
            };
            if account.suspended_at.is_some() || account.enforced {
                return Ok(false);
            }
            let closed = services.turn(&tx, &account, Hand::Plan(&plan), Turn::On).await?;
            tx.commit().await?;
            services.turned(&account, &closed);
            Ok(true)
        })
        .await
    }

    /// An account as it stands now: a time that has come counts from the very next check on, whether or not a job has looked.
    pub(in crate::services) async fn as_of_now(&self, account: account::Model) -> Result<account::Model> {
        if account.enforced || account.suspended_at.is_some() {
            return Ok(account);
        }
        if switch_plans::due_of(&self.db, &account.id, self.now()).await?.is_some() {
            self.switch_if_due(&account.id).await?;
        }
        // Read once more in any case: where nothing is due any more, it may have come since the account was read.
        let id = AccountId::parse(&account.id).ok_or_else(|| ServiceError::Stored(account.id.clone()))?;
        Ok(accounts::get(&self.db, &id).await?)
    }
}
