//! Scheduled switches to enforcement, and the record of notified addresses.

use super::entity::{account, switch_notice, switch_plan, user_application};
use esecure::Timestamp;
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, PaginatorTrait as _, QueryFilter, QueryOrder as _,
    QuerySelect as _, Statement,
    entity::prelude::*,
    sea_query::{Expr, Query, SelectStatement},
};

/// Final state of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Switched as scheduled, or immediately.
    Switched,
    /// Replaced by a manual switch before the scheduled time.
    Overtaken,
    /// Replaced by another time.
    Changed,
    /// Cancelled by an administrator.
    Cancelled,
}

impl Ending {
    /// Returns the database code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Switched => "switched",
            Self::Overtaken => "overtaken",
            Self::Changed => "changed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Loads the pending plan of an account.
pub async fn waiting<C: ConnectionTrait>(db: &C, account: &str) -> Result<Option<switch_plan::Model>, DbErr> {
    switch_plan::Entity::find()
        .filter(switch_plan::Column::AccountId.eq(account))
        .filter(switch_plan::Column::EndedAt.is_null())
        .one(db)
        .await
}

/// Loads the pending plan of an account if it is due.
pub async fn due_of<C: ConnectionTrait>(
    db: &C,
    account: &str,
    now: Timestamp,
) -> Result<Option<switch_plan::Model>, DbErr> {
    Ok(waiting(db, account).await?.filter(|plan| plan.switch_at <= now.as_millis()))
}

fn suspended() -> SelectStatement {
    Query::select()
        .column(account::Column::Id)
        .from(account::Entity)
        .and_where(account::Column::SuspendedAt.is_not_null())
        .to_owned()
}

/// Lists the accounts with a due plan, except suspended accounts, which switch after they are resumed.
pub async fn due<C: ConnectionTrait>(db: &C, now: Timestamp) -> Result<Vec<String>, DbErr> {
    switch_plan::Entity::find()
        .select_only()
        .column(switch_plan::Column::AccountId)
        .filter(switch_plan::Column::EndedAt.is_null())
        .filter(switch_plan::Column::SwitchAt.lte(now.as_millis()))
        .filter(switch_plan::Column::AccountId.not_in_subquery(suspended()))
        .order_by_asc(switch_plan::Column::SwitchAt)
        .into_tuple()
        .all(db)
        .await
}

/// Ends a plan and records its final state.
pub async fn end<C: ConnectionTrait>(tx: &C, plan: &str, ending: Ending, now: Timestamp) -> Result<(), DbErr> {
    switch_plan::Entity::update_many()
        .col_expr(switch_plan::Column::EndedAt, Expr::value(now.as_millis()))
        .col_expr(switch_plan::Column::Ending, Expr::value(ending.code()))
        .filter(switch_plan::Column::Id.eq(plan))
        .exec(tx)
        .await?;
    Ok(())
}

/// Loads a plan by its identifier.
///
/// # Errors
/// [`DbErr::RecordNotFound`] if the plan does not exist.
pub async fn get<C: ConnectionTrait>(db: &C, id: &str) -> Result<switch_plan::Model, DbErr> {
    let found = switch_plan::Entity::find_by_id(id).one(db).await?;
    found.ok_or_else(|| DbErr::RecordNotFound(format!("switch plan {id}")))
}

/// Loads the plans whose notices to undecided users are incomplete, except on suspended accounts.
pub async fn pending_notification<C: ConnectionTrait>(db: &C) -> Result<Vec<switch_plan::Model>, DbErr> {
    switch_plan::Entity::find()
        .filter(switch_plan::Column::Notices.eq(true))
        .filter(switch_plan::Column::NoticedAt.is_null())
        .filter(switch_plan::Column::AccountId.not_in_subquery(suspended()))
        .order_by_asc(switch_plan::Column::SetAt)
        .all(db)
        .await
}

/// Saves the progress of a plan's notices: the last notified address, and the completion time if all are done.
pub async fn save_progress<C: ConnectionTrait>(
    tx: &C,
    plan: &str,
    to: &str,
    all: Option<Timestamp>,
) -> Result<(), DbErr> {
    switch_plan::Entity::update_many()
        .col_expr(switch_plan::Column::NoticedTo, Expr::value(to))
        .col_expr(switch_plan::Column::NoticedAt, Expr::value(all.map(Timestamp::as_millis)))
        .filter(switch_plan::Column::Id.eq(plan))
        .exec(tx)
        .await?;
    Ok(())
}

/// Counts the addresses notified for a plan.
pub async fn notified_count<C: ConnectionTrait>(db: &C, plan: &str) -> Result<u64, DbErr> {
    switch_notice::Entity::find().filter(switch_notice::Column::PlanId.eq(plan)).count(db).await
}

/// Finds the notice of a link by its token hash.
pub async fn by_link<C: ConnectionTrait>(db: &C, token_hash: &str) -> Result<Option<switch_notice::Model>, DbErr> {
    switch_notice::Entity::find_by_id(token_hash).one(db).await
}

/// Finds the notice of a mail.
pub async fn by_mail<C: ConnectionTrait>(db: &C, mail: &str) -> Result<Option<switch_notice::Model>, DbErr> {
    switch_notice::Entity::find().filter(switch_notice::Column::MailId.eq(mail)).one(db).await
}

/// Condition for addresses without an open request: at most one index lookup per address, nearly always without a
/// hit.
const NO_OPEN_REQUEST: &str =
    "NOT EXISTS (SELECT 1 FROM request WHERE request.user_id = account_user.id AND request.state = 'open')";

/// Counts undecided addresses with uses and no open request, by domain if `by_domain`. The list stats must be fresh.
pub fn undecided_statement(backend: DbBackend, account: &str, by_domain: bool) -> Statement {
    let (domain, group) = if by_domain { ("domain", " GROUP BY domain") } else { ("''", "") };
    let sql = format!(
        "SELECT {domain} AS domain, COUNT(*) AS n FROM account_user \
         WHERE account_id = $1 AND shown_as = 'undecided' AND last_use > 0 AND {NO_OPEN_REQUEST}{group}"
    );
    Statement::from_sql_and_values(backend, sql, [account.into()])
}

/// Selects the next batch of these addresses after an address, ordered by address.
pub fn next_batch_statement(backend: DbBackend, account: &str, after: &str, limit: u64) -> Statement {
    // The unary `+` stops SQLite from choosing the `shown_as` index, which would sort every batch.
    let shown_as = if backend == DbBackend::Sqlite { "+shown_as" } else { "shown_as" };
    let sql = format!(
        "SELECT id FROM account_user WHERE account_id = $1 AND email_key > $2 AND {shown_as} = 'undecided' \
         AND last_use > 0 AND {NO_OPEN_REQUEST} ORDER BY email_key LIMIT {limit}"
    );
    Statement::from_sql_and_values(backend, sql, [account.into(), after.into()])
}

#[derive(FromQueryResult)]
struct Counted {
    domain: String,
    n: i64,
}

/// Runs a [`undecided_statement`] statement and returns domains and counts.
pub async fn count_by_domain<C: ConnectionTrait>(db: &C, statement: Statement) -> Result<Vec<(String, u64)>, DbErr> {
    let rows = Counted::find_by_statement(statement).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.domain, u64::try_from(row.n).unwrap_or(0))).collect())
}

/// Finds the application from which an address used the account last.
pub async fn last_application<C: ConnectionTrait>(db: &C, user: &str) -> Result<Option<String>, DbErr> {
    let last = user_application::Entity::find()
        .filter(user_application::Column::UserId.eq(user))
        .order_by_desc(user_application::Column::LastUse)
        .order_by_asc(user_application::Column::ApplicationId)
        .one(db)
        .await?;
    Ok(last.map(|row| row.application_id))
}
