//! Steps of the code page behind a decision link.

use super::ResolvedLink;
use crate::{
    error::Result,
    services::{Services, run_to_completion},
    store::{self, accounts, columns::CodeId},
};
use app::pages::decision_link::dto::CodeProblem;
use std::sync::Arc;

/// Step of the code page.
pub(super) enum CodeStep {
    Send,
    Resend,
    Try(String),
}

/// Result of a step of the code page.
pub(super) enum CodeResult {
    /// The code was right, and is used up.
    Right(CodeId),
    /// The code page is shown, with the reason why no code can be sent or entered.
    Shown(Option<CodeProblem>),
}

impl Services {
    /// Runs a step of the code page under the account's row lock, so that concurrent submits cannot both send or both
    /// try a code.
    pub(super) async fn take_code_step(&self, found: Arc<ResolvedLink>, step: CodeStep) -> Result<CodeResult> {
        let services = self.clone();
        run_to_completion(async move {
            let ResolvedLink { seat, row, account, calendar } = &*found;
            let tx = store::begin(&services.db).await?;
            // Locks without bumping the account's version, since a code changes nothing on the account's pages.
            accounts::lock_without_version_bump(&tx, &account.id).await?;
            let result = match step {
                CodeStep::Send => CodeResult::Shown(services.send_code(&tx, row, seat, calendar, false).await?.problem),
                CodeStep::Resend => {
                    CodeResult::Shown(services.send_code(&tx, row, seat, calendar, true).await?.problem)
                }
                CodeStep::Try(code) => match services.try_code(&tx, row, seat, calendar, &code).await? {
                    Ok(code) => CodeResult::Right(code),
                    Err(standing) => CodeResult::Shown(standing.problem),
                },
            };
            tx.commit().await?;
            services.wake_mail_worker();
            Ok(result)
        })
        .await
    }
}
