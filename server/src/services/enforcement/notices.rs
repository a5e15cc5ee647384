//! Mails undecided users before enforcement starts, one mail per plan and address. Sends in batches of
//! [`BATCH`] under the account's row lock. The next batch waits until fewer than [`BATCH`] notices are queued, so
//! that other mails, above all one-time codes, are not delayed and addresses decided meanwhile get no mail.
//!
//! Progress is stored with the plan, so that replicas send no duplicates and an interruption loses no mail.

use super::ask_ahead::RecipientState;
use crate::{
    error::Result,
    mail::catalogue::MailKind,
    services::{Services, run_to_completion},
    store::{
        self, accounts, domain_rules,
        entity::{account, account_user, switch_notice, switch_plan},
        outbox,
        switch_plans::{self, Ending},
        users_list,
    },
    tokens,
};
use esecure::{id::MailId, policy::may_ask as asks};
use sea_orm::ConnectionTrait;

/// Notices per transaction; other commands on the account wait for it.
const BATCH: u64 = 200;

impl Services {
    /// Sends pending notices as far as the outbox has capacity; returns their number.
    pub async fn notify_undecided(&self) -> Result<usize> {
        let mut notified = 0;
        for plan in switch_plans::pending_notification(&self.db).await? {
            let mut more = true;
            while more && !self.stopping.is_cancelled() && self.count_queued_notices().await? < BATCH {
                let (services, plan) = (self.clone(), plan.clone());
                let batch = run_to_completion(async move { services.notify_batch(&plan).await }).await?;
                notified += batch.notified;
                more = batch.more;
            }
        }
        Ok(notified)
    }

    async fn count_queued_notices(&self) -> Result<u64> {
        Ok(outbox::waiting(&self.db, MailKind::ApprovalNeeded).await?)
    }

    async fn notify_batch(&self, plan: &switch_plan::Model) -> Result<Batch> {
        self.with_fresh_stats(accounts::get(&self.db, &plan.account_id).await?).await?;
        let tx = store::begin(&self.db).await?;
        let account = accounts::lock_without_version_bump(&tx, &plan.account_id).await?;
        let plan = switch_plans::get(&tx, &plan.id).await?;
        if plan.noticed_at.is_some() || account.suspended_at.is_some() {
            return Ok(Batch::default());
        }
        let some = if is_pending_or_done(&plan) {
            let next = switch_plans::next_batch(&tx, &account.id, &plan.noticed_to, BATCH).await?;
            users_list::by_ids_in_order(&tx, &next).await?
        } else {
            Vec::new()
        };
        let (_, may_ask) = domain_rules::lists(&tx, &account.id).await?;
        let mut notified = 0;
        for user in some.iter().filter(|user| asks(&may_ask, &user.domain)) {
            self.notify_user(&tx, &account, &plan, user).await?;
            notified += 1;
        }
        let more = some.len() as u64 == BATCH;
        // The address is cleared as soon as the last batch is done.
        let to = some.last().filter(|_| more).map_or("", |user| user.email_key.as_str());
        switch_plans::save_progress(&tx, &plan.id, to, (!more).then(|| self.now())).await?;
        tx.commit().await?;
        self.wake_mail_worker();
        Ok(Batch { notified, more })
    }

    async fn notify_user<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        plan: &switch_plan::Model,
        user: &account_user::Model,
    ) -> Result<()> {
        let token = tokens::link_token();
        let mail_id = self.write_approval_needed(tx, account, plan, user, &token).await?;
        let notice = switch_notice::Model {
            token_hash: tokens::hash(&token),
            plan_id: plan.id.clone(),
            user_id: user.id.clone(),
            mail_id,
        };
        Ok(switch_plans::insert_notice(tx, notice).await?)
    }

    /// Counts the addresses that would get a notice now.
    pub(super) async fn count_undecided(&self, account: &account::Model) -> Result<u64> {
        let (_, may_ask) = domain_rules::lists(&self.db, &account.id).await?;
        if may_ask.is_empty() {
            return Ok(switch_plans::undecided_count(&self.db, &account.id).await?);
        }
        let counted = switch_plans::undecided_by_domain(&self.db, &account.id).await?;
        Ok(counted.into_iter().filter(|(domain, _)| asks(&may_ask, domain)).map(|(_, n)| n).sum())
    }

    /// Returns `true` if a queued notice is still valid: its plan was not cancelled or changed, and its recipient is
    /// undecided and has no open request.
    pub async fn notice_still_valid(&self, mail: &MailId) -> Result<bool> {
        let Some(notice) = switch_plans::by_mail(&self.db, mail).await? else {
            return Ok(false);
        };
        let noticed = self.load_recipient(&self.db, &notice).await?;
        Ok(is_pending_or_done(&noticed.plan)
            && matches!(self.recipient_state(&self.db, &noticed).await?, RecipientState::CanAsk { .. }))
    }
}

/// Result of a batch.
#[derive(Debug, Default)]
struct Batch {
    notified: usize,
    more: bool,
}

/// Returns `true` if the plan is pending or was carried out as its mails announced.
fn is_pending_or_done(plan: &switch_plan::Model) -> bool {
    plan.ending.is_none_or(|ending| ending == Ending::Switched)
}
