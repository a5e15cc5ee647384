//! Suspension of an account, and its end.

use super::{
    Services,
    journal::{self, Actor, Entry},
    requests::DecideOutcome,
};
use crate::{
    error::Result,
    store::{self, accounts, entity::account, requests},
};
use esecure::{
    AccountNumber,
    request::{CloseReason, Command},
};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, entity::prelude::*, sea_query::Expr};
use serde_json::{Value, json};

impl Services {
    /// Suspends an account. Its checks then answer like those of an unknown number; its open requests close,
    /// with a mail to their requesters. Returns the number of closed requests; does nothing if the account is already
    /// suspended.
    ///
    /// # Errors
    /// [`app::AppError::NotFound`] if the number is not activated.
    pub async fn suspend(&self, number: &AccountNumber) -> Result<u64> {
        let now = self.now();
        let id = self.id_of(number).await?;
        let tx = store::begin(&self.db).await?;
        let row = accounts::lock_and_bump_version(&tx, &id).await?;
        if row.suspended_at.is_some() {
            return Ok(0);
        }
        self.write_suspension(&tx, &row, Some(now.as_millis())).await?;
        let mut closed = Vec::new();
        for request in requests::open(&tx, [row.id.as_str()]).await? {
            let command = Command::Close(CloseReason::AccountSuspended);
            if let DecideOutcome::Applied(request) =
                self.apply_command(&tx, &row, request, command, Actor::Operator, now).await?
            {
                closed.push(request.id);
            }
        }
        tx.commit().await?;
        self.publish_commit(&row.id, None);
        for request in &closed {
            self.publish_commit(&row.id, Some(request));
        }
        Ok(closed.len() as u64)
    }

    /// Ends a suspension: restores the account, except for its closed requests.
    ///
    /// # Errors
    /// [`app::AppError::NotFound`] if the number is not activated.
    pub async fn resume(&self, number: &AccountNumber) -> Result<()> {
        let id = self.id_of(number).await?;
        let tx = store::begin(&self.db).await?;
        let row = accounts::lock_and_bump_version(&tx, &id).await?;
        if row.suspended_at.is_some() {
            self.write_suspension(&tx, &row, None).await?;
            tx.commit().await?;
            self.publish_commit(&row.id, None);
        }
        Ok(())
    }

    async fn write_suspension<C: ConnectionTrait>(&self, tx: &C, row: &account::Model, at: Option<i64>) -> Result<()> {
        account::Entity::update_many()
            .col_expr(account::Column::SuspendedAt, Expr::value(at))
            .filter(account::Column::Id.eq(row.id.as_str()))
            .exec(tx)
            .await?;
        let entry = Entry {
            event: if at.is_some() { "account_suspended" } else { "account_resumed" },
            actor: Actor::Operator,
            origin: "command_line",
            subject: &row.id,
            before: json!({ "suspended": row.suspended_at.is_some() }),
            after: json!({ "suspended": at.is_some() }),
            personal: Value::Null,
        };
        journal::append(tx, &row.id, entry, self.now()).await
    }
}
