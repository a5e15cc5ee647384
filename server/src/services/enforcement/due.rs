//! Switches on enforcement when its scheduled time has come. Runs under the account's row lock, so that only
//! one replica switches; if no process ran at that time, the first one to start switches late, once.
//!
//! As with a manual switch, the account must not be suspended and must have an active administrator; until then the
//! plan waits.

use super::switch::{SwitchedBy, Target};
use crate::{
    error::Result,
    services::{Services, command::System},
    store::{accounts, entity::account, people, switch_plans},
};
use esecure::id::AccountId;
use futures::FutureExt as _;

impl Services {
    /// Switches on enforcement of every account whose scheduled time has come; returns their number.
    ///
    /// # Errors
    /// The last error, after all other accounts have been processed.
    pub async fn apply_due_switches(&self) -> Result<usize> {
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

    /// Switches on this account if its scheduled time has come. Returns `false` if nothing is due or another process
    /// has already switched.
    pub(in crate::services) async fn switch_if_due(&self, account: &AccountId) -> Result<bool> {
        // Checked first without the row lock, since waiting plans are checked on every run.
        let seats = people::seats(&self.db, people::SeatFilter::Account(account)).await?;
        if !seats.iter().any(people::AdministratorSeat::is_active) {
            return Ok(false);
        }
        self.command_as(System, account, |services, cx| {
            async move {
                let due = switch_plans::due_of(&cx.tx, &cx.account.id, cx.now).await?;
                let may_switch = cx.account.suspended_at.is_none() && !cx.account.enforced;
                let Some(plan) = due.filter(|_| may_switch) else {
                    cx.roll_back();
                    return Ok(false);
                };
                services.set_enforcement(cx, SwitchedBy::Plan(&plan), Target::On).await?;
                Ok(true)
            }
            .boxed()
        })
        .await
    }

    /// Applies a due switch and returns the current account, so that the scheduled time is exact even if the job has
    /// not run yet.
    pub(in crate::services) async fn apply_due_switch(&self, account: account::Model) -> Result<account::Model> {
        if account.enforced || account.suspended_at.is_some() {
            return Ok(account);
        }
        if switch_plans::due_of(&self.db, &account.id, self.now()).await?.is_some() {
            self.switch_if_due(&account.id).await?;
        }
        // Reloaded in any case: the switch may have happened after `account` was loaded.
        Ok(accounts::get(&self.db, &account.id).await?)
    }
}
