//! Mails undecided users before enforcement starts, one mail per plan and address. Sends in batches of
//! [`AT_ONCE`] under the account's row lock. The next batch waits until fewer than [`AT_ONCE`] notices are queued, so
//! that other mails, above all one-time codes, are not delayed and addresses decided meanwhile get no mail.
//!
//! Progress is stored with the plan, so that replicas send no duplicates and an interruption loses no mail.

use super::ask::Stands;
use crate::{
    error::{Result, ServiceError},
    services::{Services, complete},
    store::{
        self, accounts,
        entity::{account, account_user, switch_notice, switch_plan},
        listing, outbox,
        switch_plans::{self, Ending},
    },
    tokens,
};
use esecure::{DomainName, id::AccountId, policy::may_ask as asks};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel as _};

/// Notices per transaction; other commands on the account wait for it.
const AT_ONCE: u64 = 200;

impl Services {
    /// Sends pending notices as far as the outbox has capacity; returns their number.
    pub async fn tell_the_undecided(&self) -> Result<usize> {
        let mut told = 0;
        for plan in switch_plans::noticing(&self.db).await? {
            let mut more = true;
            while more && !self.stopping.is_cancelled() && self.notices_wait().await? < AT_ONCE {
                let (services, plan) = (self.clone(), plan.clone());
                let batch = complete(async move { services.tell_some(&plan).await }).await?;
                told += batch.told;
                more = batch.more;
            }
        }
        Ok(told)
    }

    async fn notices_wait(&self) -> Result<u64> {
        Ok(outbox::waiting(&self.db, "approval_needed").await?)
    }

    async fn tell_some(&self, plan: &switch_plan::Model) -> Result<Batch> {
        let id = AccountId::parse(&plan.account_id).ok_or_else(|| ServiceError::Stored(plan.account_id.clone()))?;
        self.settled(accounts::get(&self.db, &id).await?).await?;
        let tx = store::begin(&self.db).await?;
        let account = accounts::hold(&tx, &plan.account_id).await?;
        let plan = switch_plans::get(&tx, &plan.id).await?;
        if plan.noticed_at.is_some() || account.suspended_at.is_some() {
            return Ok(Batch::default());
        }
        let some = if says_true(&plan) {
            let next = switch_plans::next(tx.get_database_backend(), &account.id, &plan.noticed_to, AT_ONCE);
            listing::rows(&tx, next).await?
        } else {
            Vec::new()
        };
        let (_, may_ask) = accounts::domain_rules(&tx, &account.id).await?;
        let mut told = 0;
        for user in some.iter().filter(|user| asks(&may_ask, &DomainName::from_canonical(&user.domain))) {
            self.tell_one(&tx, &account, &plan, user).await?;
            told += 1;
        }
        let more = some.len() as u64 == AT_ONCE;
        // The address is cleared as soon as the last batch is done.
        let to = some.last().filter(|_| more).map_or("", |user| &user.email_key);
        switch_plans::noticed(&tx, &plan.id, to, (!more).then(|| self.now())).await?;
        tx.commit().await?;
        self.mail_waits();
        Ok(Batch { told, more })
    }

    async fn tell_one<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        plan: &switch_plan::Model,
        user: &account_user::Model,
    ) -> Result<()> {
        let token = tokens::locator();
        let mail_id = self.write_approval_needed(tx, account, plan, user, &token).await?;
        let notice = switch_notice::Model {
            token_hash: tokens::hash(&token),
            plan_id: plan.id.clone(),
            user_id: user.id.clone(),
            mail_id,
        };
        switch_notice::Entity::insert(notice.into_active_model()).exec_without_returning(tx).await?;
        Ok(())
    }

    /// Counts the addresses that would get a notice now.
    pub(super) async fn count_undecided(&self, account: &account::Model) -> Result<u64> {
        let (_, may_ask) = accounts::domain_rules(&self.db, &account.id).await?;
        let asked = switch_plans::count(self.db.get_database_backend(), &account.id, !may_ask.is_empty());
        let counted = switch_plans::counted(&self.db, asked).await?;
        // The query returns domains only if the may-ask list is not empty.
        let told = |domain: &str| may_ask.is_empty() || asks(&may_ask, &DomainName::from_canonical(domain));
        Ok(counted.into_iter().filter(|(domain, _)| told(domain)).map(|(_, n)| n).sum())
    }

    /// Returns `true` if a queued notice is still valid: its plan was not cancelled or changed, and its recipient is
    /// undecided and has no open request.
    pub async fn notice_holds(&self, mail: &str) -> Result<bool> {
        let Some(notice) = switch_plans::by_mail(&self.db, mail).await? else {
            return Ok(false);
        };
        let noticed = self.noticed(&self.db, &notice).await?;
        Ok(says_true(&noticed.plan) && matches!(self.stands(&self.db, &noticed).await?, Stands::CanAsk { .. }))
    }
}

/// Result of a batch.
#[derive(Debug, Default)]
struct Batch {
    told: usize,
    more: bool,
}

/// Returns `true` if the plan is pending or was carried out as its mails announced.
fn says_true(plan: &switch_plan::Model) -> bool {
    plan.ending.as_deref().is_none_or(|ending| ending == Ending::Switched.code())
}
