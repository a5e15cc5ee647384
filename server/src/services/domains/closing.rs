//! Approves the open requests that an entry of the authorised list covers, in batches, so that thousands of
//! requests do not block other writers.

use super::{Plan, ReplayResult, write};
use crate::{
    error::Result,
    services::{
        Services,
        command::CommandContext,
        requests::{ApprovalOptions, NewDecision},
        run_to_completion,
    },
    store::{accounts, domain_rules, entity::domain_rule},
};
use app::pages::domains::dto::{DomainChange, DomainForm, DomainPreview};
use esecure::{EmailAddress, id::RequestId, person::Administrator, policy::DomainList, request::DecisionChannel};
use futures::FutureExt as _;
use std::sync::Arc;

/// Maximum number of requests approved in one transaction.
const BATCH: usize = 100;

/// Result of approving the covered requests.
#[derive(Debug, Default)]
pub(in crate::services) struct Answered {
    /// Identifiers of the approved requests, oldest first.
    pub closed: Vec<RequestId>,
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
        let rows = domain_rules::rows(&self.db, &account.id).await?;
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
            let (plan, approves, mut closed) = services.change_and_answer_first(&by, change, again).await?;
            let (plan, mut left) = (Arc::new(plan), approves.len().saturating_sub(BATCH));
            for batch in approves.chunks(BATCH).skip(1) {
                if services.stopping.is_cancelled() {
                    break;
                }
                match services.answer_batch(&by, plan.clone(), batch.to_vec()).await {
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

    /// Applies a list change and approves the first batch of the requests that it covers. Returns the plan, all covered
    /// addresses, and the approved requests.
    async fn change_and_answer_first(
        &self,
        by: &Administrator,
        change: DomainChange,
        again: bool,
    ) -> Result<(Plan, Vec<EmailAddress>, Vec<RequestId>)> {
        self.command(by, move |services, cx| {
            async move {
                let rows = domain_rules::rows(&cx.tx, &cx.account.id).await?;
                let listed = match &change {
                    DomainChange::Add(form) if again => listed_so(&rows, form),
                    _ => None,
                };
                let stored = listed.is_some();
                let plan = match listed {
                    Some(plan) => plan,
                    None => Plan::of(&rows, &change, &services.config.domains, cx.locale())?,
                };
                let replay = ReplayResult::of(&cx.tx, &cx.account, &plan, &cx.person().email, cx.now).await?;
                if !stored {
                    write(cx, &plan).await?;
                }
                cx.publish_account();
                let first = replay.approves.chunks(BATCH).next().unwrap_or_default();
                let closed = services.approve_by_domain(cx, first).await?;
                Ok((plan, replay.approves, closed))
            }
            .boxed()
        })
        .await
    }

    /// Approves one batch in its own transaction, provided that the entry still exists.
    async fn answer_batch(
        &self,
        by: &Administrator,
        plan: Arc<Plan>,
        batch: Vec<EmailAddress>,
    ) -> Result<Vec<RequestId>> {
        self.command(by, move |services, cx| {
            async move {
                let rows = domain_rules::rows(&cx.tx, &cx.account.id).await?;
                let is_it = |row: &domain_rule::Model| {
                    row.list == plan.list
                        && row.domain == plan.rule.domain
                        && row.with_subdomains == plan.rule.with_subdomains
                };
                if !rows.iter().any(is_it) {
                    cx.roll_back();
                    return Ok(Vec::new());
                }
                services.approve_by_domain(cx, &batch).await
            }
            .boxed()
        })
        .await
    }

    async fn approve_by_domain(
        &self,
        cx: &mut CommandContext<Administrator>,
        emails: &[EmailAddress],
    ) -> Result<Vec<RequestId>> {
        let mut closed = Vec::with_capacity(emails.len());
        for email in emails {
            let options = ApprovalOptions::default();
            let decision = NewDecision::Approve { channel: DecisionChannel::Domain, options };
            if let Some(row) = self.resolve_open_request(cx, email, decision).await? {
                cx.publish(&row.id);
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
            && row.list == form.list
            && row.domain.as_str() == form.domain
            && (row.with_subdomains || !form.with_subdomains)
    };
    let row = rows.iter().find(same)?;
    Some(Plan { list: form.list, rule: domain_rules::rule_of(row), existing: Some(row.clone()), removes: false })
}
