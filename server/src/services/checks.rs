//! Check of an address by an application before it books (section 2). Only an allowed use and a new request write to
//! the database.

mod question;

pub use question::Check;

use super::{Services, new_id, requests::OpenOutcome, run_to_completion};
use crate::{
    error::{Result, ServiceError},
    store::{
        self, Transaction, accounts,
        columns::UseId,
        entity::{account, account_use, application, request},
        list_stats, policies, requests, users,
    },
};
use app::routes;
use esecure::{
    Answer, Rule, SingleLine, Timestamp, Verdict, decide,
    id::{RequestId, UserId},
};

/// Result of [`Services::check`].
#[derive(Debug, Clone)]
pub struct Checked {
    pub verdict: Verdict,
    /// Identifier and status page link of the open request.
    pub request: Option<(RequestId, String)>,
}

impl Services {
    /// Answers a check.
    ///
    /// # Errors
    /// Any failure is an error, never an "allowed" verdict. [`app::AppError::TooMany`] beyond the account's
    /// limits, only for a pending address.
    pub async fn check(&self, application: application::Model, check: Check) -> Result<Checked> {
        let services = self.clone();
        run_to_completion(async move { services.answer(&application, check).await }).await
    }

    async fn answer(&self, application: &application::Model, check: Check) -> Result<Checked> {
        let Some(account) = accounts::by_number(&self.db, &check.account).await? else {
            return Ok(Checked { verdict: Rule::UnknownAccount.into(), request: None });
        };
        let account = self.apply_due_switch(account).await?;
        let policy = policies::for_address(&self.db, &account, &check.email, self.now()).await?;
        let verdict = decide(&policy, &check.email, self.now());
        // A dry run stores nothing: a list that is checked in advance must get its answer.
        if verdict.answer() == Answer::Pending && !check.dry_run {
            self.take_pending(&account)?;
        }
        if check.dry_run {
            let open = match verdict.answer() {
                Answer::Pending => requests::open_of(&self.db, &account.id, &check.email).await?,
                _ => None,
            };
            return Ok(Checked { verdict, request: open.map(|row| self.pointer(&row)) });
        }
        match verdict.answer() {
            Answer::Denied => Ok(Checked { verdict, request: None }),
            Answer::Allowed => self.answer_allowed(&account, application, check, verdict).await,
            Answer::Pending => match self.ensure_open_request(&account, application, check).await? {
                OpenOutcome::Open(row) => {
                    Ok(Checked { verdict: Rule::AwaitingDecision.into(), request: Some(self.pointer(&row)) })
                }
                OpenOutcome::Answered(checked) => Ok(*checked),
            },
        }
    }

    /// Records the use of an allowed check. An announcement that allows it becomes an approval.
    pub(super) async fn answer_allowed(
        &self,
        account: &account::Model,
        application: &application::Model,
        check: Check,
        verdict: Verdict,
    ) -> Result<Checked> {
        let Some(announcement) = &verdict.announcement else {
            self.record_use(account, application, &check).await?;
            return Ok(Checked { verdict, request: None });
        };
        match self.use_announcement(account, application, &check, &announcement.id).await? {
            Some(verdict) => Ok(Checked { verdict, request: None }),
            // Another check used the announcement, or it was withdrawn: the answer is found anew.
            None => Box::pin(self.answer(application, check)).await,
        }
    }

    fn pointer(&self, row: &request::Model) -> (RequestId, String) {
        (row.id.clone(), self.link(&routes::with_token(routes::REQUEST_STATUS, row.status_token.as_str())))
    }

    /// Records a use: an allowed check that is not a dry run.
    pub(super) async fn record_use(
        &self,
        account: &account::Model,
        application: &application::Model,
        check: &Check,
    ) -> Result<()> {
        let tx = store::begin(&self.db).await?;
        self.record_use_in(&tx, account, application, check).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Records a use within a transaction.
    pub(super) async fn record_use_in(
        &self,
        tx: &Transaction,
        account: &account::Model,
        application: &application::Model,
        check: &Check,
    ) -> Result<()> {
        let now = self.now();
        let user =
            users::ensure(tx, &account.id, &check.email, check.name.as_ref(), new_id(UserId::from_bytes), now).await?;
        let id = hex::encode(crate::clock::random_bytes::<16>());
        let row = account_use::Model {
            // A random key, since repeated checks of one shipment all count. Imported uses have other prefixes.
            once: format!("check:{id}"),
            id: UseId::new(id),
            account_id: account.id.clone(),
            user_id: user.id,
            application_id: application.id.clone(),
            used_at: now,
            reference: check.shipment.reference.as_deref().and_then(SingleLine::clean),
        };
        // A use recorded now always lies within the list's period.
        let recorded = list_stats::record_use(tx, row, Timestamp::from_millis(i64::MIN)).await?;
        if recorded { Ok(()) } else { Err(ServiceError::Internal("a use was not recorded".to_owned())) }
    }
}
