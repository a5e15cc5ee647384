//! Suspension of an account, and its end.

use super::{
    Services,
    command::{Author as _, CommandContext, Operator},
    journal::{Change, Entry, JournalEvent, Origin, PersonalFields, Subject, event::Suspension},
    requests::{ApprovalOptions, DecideOutcome},
};
use crate::{
    error::Result,
    store::{accounts, requests},
};
use esecure::{
    AccountNumber, Timestamp,
    request::{CloseReason, Command},
};
use futures::FutureExt as _;

impl Services {
    /// Suspends an account. Its checks then answer like those of an unknown number; its open requests close,
    /// with a mail to their requesters. Returns the number of closed requests; does nothing if the account is already
    /// suspended.
    ///
    /// # Errors
    /// [`app::AppError::NotFound`] if the number is not activated.
    pub async fn suspend(&self, number: &AccountNumber) -> Result<u64> {
        let id = self.id_of(number).await?;
        self.command_as(Operator, &id, |services, cx| {
            async move {
                if cx.account.suspended_at.is_some() {
                    cx.roll_back();
                    return Ok(0);
                }
                write_suspension(cx, Some(cx.now)).await?;
                cx.publish_account();
                let (mut closed, options) = (0, ApprovalOptions::default());
                for request in requests::open(&cx.tx, [&cx.account.id]).await? {
                    let close = Command::Close(CloseReason::AccountSuspended);
                    if let DecideOutcome::Applied(request) =
                        services.apply_command(cx, request, close, &options).await?
                    {
                        cx.publish(&request.id);
                        closed += 1;
                    }
                }
                Ok(closed)
            }
            .boxed()
        })
        .await
    }

    /// Ends a suspension: restores the account, except for its closed requests.
    ///
    /// # Errors
    /// [`app::AppError::NotFound`] if the number is not activated.
    pub async fn resume(&self, number: &AccountNumber) -> Result<()> {
        let id = self.id_of(number).await?;
        self.command_as(Operator, &id, |_, cx| {
            async move {
                if cx.account.suspended_at.is_none() {
                    cx.roll_back();
                    return Ok(());
                }
                write_suspension(cx, None).await
            }
            .boxed()
        })
        .await
    }
}

async fn write_suspension(cx: &CommandContext<Operator>, at: Option<Timestamp>) -> Result<()> {
    accounts::set_suspended(&cx.tx, &cx.account.id, at).await?;
    let (before, after) = (cx.account.suspended_at.is_some(), at.is_some());
    let change = Change::new(Suspension { suspended: before }, Suspension { suspended: after });
    let entry = Entry {
        event: if after { JournalEvent::AccountSuspended(change) } else { JournalEvent::AccountResumed(change) },
        actor: cx.by.actor(),
        origin: Origin::CommandLine,
        subject: Subject::Account(&cx.account.id),
        personal: PersonalFields::None,
    };
    cx.record(entry).await
}
