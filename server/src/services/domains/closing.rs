//! Approves the open requests that an entry of the authorised list covers, in batches, so that thousands of
//! requests do not block other writers.

use super::{Plan, ReplayResult, write};
use crate::{
    error::Result,
    services::{Services, journal::Actor, requests::DecideOutcome, run_to_completion},
    store::{
        self, accounts,
        entity::{account, domain_rule},
        requests,
    },
};
use app::pages::domains::dto::{DomainChange, DomainForm, DomainPreview};
use esecure::{
    EmailAddress, Timestamp,
    person::Administrator,
    policy::DomainList,
    request::{Command, DecisionChannel},
};
use sea_orm::ConnectionTrait;

/// Maximum number of requests approved in one transaction.
const BATCH: usize = 100;

/// Result of approving the covered requests.
#[derive(Debug, Default)]
pub(in crate::services) struct Answered {
    /// Identifiers of the approved requests, oldest first.
    pub closed: Vec<String>,
    /// Number of requests left open because of an interruption.
    pub left: u64,
}

impl Services {
    /// Previews an addition to the authorised list. Returns `true` if the entry is listed already, so that only open
    /// requests remain to be approved.
    ///
    /// # Errors
    /// See [`Self::add_domain`].
    pub(in crate::services) async fn preview_everyone_at(
        &self,
        by: &Administrator,
        form: DomainForm,
    ) -> Result<(DomainPreview, bool)> {
        let account = accounts::get(&self.db, by.account()).await?;
        let rows = accounts::domain_rows(&self.db, &account.id).await?;
        let listed = listed_so(&rows, &form);
        let again = listed.is_some();
        let plan = match listed {
            Some(plan) => plan,
            None => Plan::of(&rows, &DomainChange::Add(form), &self.config.domains, by.person().locale)?,
        };
        Ok((self.preview_plan(by, &account, &rows, plan).await?, again))
    }

    /// Applies a list change and approves the open requests that it covers. With `again`, an entry that is already
    /// listed is not an error: its remaining open requests are approved.
    ///
    /// # Errors
    /// See [`Self::add_domain`] and [`Self::remove_domain`]. Once the entry is committed, an interruption is reported
    /// in [`Answered::left`] instead.
    pub(in crate::services) async fn change_and_answer(
        &self,
        by: &Administrator,
        change: DomainChange,
        again: bool,
    ) -> Result<Answered> {
        let (services, by) = (self.clone(), by.clone());
        run_to_completion(async move {
            let now = services.now();
            let tx = store::begin(&services.db).await?;
            let account = accounts::lock_and_bump_version(&tx, by.account()).await?;
            services.ensure_active(&tx, &by).await?;
            let rows = accounts::domain_rows(&tx, &account.id).await?;
            let listed = match &change {
                DomainChange::Add(form) if again => listed_so(&rows, form),
                _ => None,
            };
            let stored = listed.is_some();
            let plan = match listed {
                Some(plan) => plan,
                None => Plan::of(&rows, &change, &services.config.domains, by.person().locale)?,
            };
            let replay = ReplayResult::of(&tx, &account, &plan, &by.person().email, now).await?;
            if !stored {
                write(&tx, &account, &plan, &by, now).await?;
            }
            let mut batches = replay.approves.chunks(BATCH);
            let first = batches.next().unwrap_or_default();
            let mut closed = services.approve_by_domain(&tx, &account, first, &by, now).await?;
            tx.commit().await?;
            services.publish_commit(&account.id, None);
            services.tell_closed(&account.id, &closed);
            let mut left = replay.approves.len() - first.len();
            for batch in batches {
                if services.stopping.is_cancelled() {
                    break;
                }
                match services.answer_batch(&by, &plan, batch).await {
                    Ok(more) => closed.extend(more),
                    Err(error) => {
                        tracing::warn!(%error, left, "answering the open requests of a domain was interrupted");
                        break;
                    }
                }
                left -= batch.len();
            }
            Ok(Answered { closed, left: left as u64 })
        })
        .await
    }

    /// Approves one batch in its own transaction, provided that the entry still exists.
    async fn answer_batch(&self, by: &Administrator, plan: &Plan, batch: &[EmailAddress]) -> Result<Vec<String>> {
        let tx = store::begin(&self.db).await?;
        let account = accounts::lock_and_bump_version(&tx, by.account()).await?;
        self.ensure_active(&tx, by).await?;
        let rows = accounts::domain_rows(&tx, &account.id).await?;
        let is_it = |row: &domain_rule::Model| {
            row.list == plan.list.code()
                && row.domain == plan.rule.domain.as_str()
                && row.with_subdomains == plan.rule.with_subdomains
        };
        if !rows.iter().any(is_it) {
            return Ok(Vec::new());
        }
        let closed = self.approve_by_domain(&tx, &account, batch, by, self.now()).await?;
        tx.commit().await?;
        self.tell_closed(&account.id, &closed);
        Ok(closed)
    }

    fn tell_closed(&self, account: &str, closed: &[String]) {
        for request in closed {
            self.publish_commit(account, Some(request));
        }
    }

    async fn approve_by_domain<C: ConnectionTrait>(
        &self,
        tx: &C,
        account: &account::Model,
        emails: &[EmailAddress],
        by: &Administrator,
        now: Timestamp,
    ) -> Result<Vec<String>> {
        let mut closed = Vec::with_capacity(emails.len());
        for email in emails {
            let Some(row) = requests::open_of(tx, &account.id, email).await? else { continue };
            let command = Command::Approve { by, channel: DecisionChannel::Domain };
            if let DecideOutcome::Applied(row) =
                self.apply_command(tx, account, row, command, Actor::Person(by.person()), now).await?
            {
                closed.push(row.id);
            }
        }
        Ok(closed)
    }
}

/// Returns a plan for an entry of the authorised list that already covers everything in the form.
fn listed_so(rows: &[domain_rule::Model], form: &DomainForm) -> Option<Plan> {
    let same = |row: &&domain_rule::Model| {
        form.list == DomainList::Authorised
            && row.list == form.list.code()
            && row.domain == form.domain
            && (row.with_subdomains || !form.with_subdomains)
    };
    let row = rows.iter().find(same)?;
    Some(Plan { list: form.list, rule: accounts::domain_rule_of(row), existing: Some(row.clone()), removes: false })
}
