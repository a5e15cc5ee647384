//! Notices of expiring approvals: a week before the end, or as soon as the job runs after that, one mail to the
//! address and one to every active administrator, once per end date.
//!
//! The notified end date is stored with the address under the account's row lock, so that replicas send no duplicates
//! and an interruption loses no mail.

use super::{Services, run_to_completion};
use crate::{
    error::Result,
    store::{
        self, accounts, domain_rules,
        entity::{account, account_user},
        expiring_approvals,
        people::{self, AdministratorSeat},
    },
};
use esecure::id::AccountId;
use sea_orm::ConnectionTrait;

/// Days between notice and end of an approval.
const DAYS_BEFORE: i64 = 7;

impl Services {
    /// Sends the notices of all approvals in their last week; returns the number of approvals.
    pub async fn notify_expiring_approvals(&self) -> Result<usize> {
        let now = self.now();
        let mut notified = 0;
        for id in expiring_approvals::accounts(&self.db, now, now.plus_days(DAYS_BEFORE)).await? {
            if self.stopping.is_cancelled() {
                break;
            }
            // Checked first without the row lock: approvals that a domain also covers never get a notice and are found
            // again on every run.
            let account = accounts::get(&self.db, &id).await?;
            if !self.expiring_approvals_of(&self.db, &account).await?.is_empty() {
                let services = self.clone();
                notified += run_to_completion(async move { services.notify_account_of_expiring(&id).await }).await?;
            }
        }
        Ok(notified)
    }

    async fn notify_account_of_expiring(&self, id: &AccountId) -> Result<usize> {
        let tx = store::begin(&self.db).await?;
        let account = accounts::lock_without_version_bump(&tx, id).await?;
        let ending = self.expiring_approvals_of(&tx, &account).await?;
        if ending.is_empty() {
            return Ok(0);
        }
        expiring_approvals::mark_notified(&tx, &ending).await?;
        let seats = people::seats(&tx, people::SeatFilter::Account(&account.id)).await?;
        let active: Vec<AdministratorSeat> = seats.into_iter().filter(AdministratorSeat::is_active).collect();
        for user in &ending {
            let mail = self.write_approval_ends(&tx, &account, user, &active).await?;
            expiring_approvals::insert_notices(&tx, &mail, std::slice::from_ref(user)).await?;
        }
        for seat in &active {
            let mail = self.write_approvals_end(&tx, seat, &ending).await?;
            expiring_approvals::insert_notices(&tx, &mail, &ending).await?;
        }
        tx.commit().await?;
        self.wake_mail_worker();
        Ok(ending.len())
    }

    /// Lists the approvals of an account that need a notice. An approval that a domain also covers needs none, since
    /// its end changes nothing; a suspended account gets none, since none of its addresses may ship.
    async fn expiring_approvals_of<C: ConnectionTrait>(
        &self,
        db: &C,
        account: &account::Model,
    ) -> Result<Vec<account_user::Model>> {
        if account.suspended_at.is_some() {
            return Ok(Vec::new());
        }
        let now = self.now();
        let (authorised, _) = domain_rules::lists(db, &account.id).await?;
        let mut ending = expiring_approvals::expiring_in(db, &account.id, now, now.plus_days(DAYS_BEFORE)).await?;
        ending.retain(|user| !authorised.iter().any(|rule| rule.covers(&user.domain)));
        Ok(ending)
    }
}
