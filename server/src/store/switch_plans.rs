//! Scheduled switches to enforcement, and the record of notified addresses.

use super::columns::SecretHash;
use super::entity::{account, switch_notice, switch_plan, user_application};
use esecure::{
    DomainName, Timestamp, codes,
    id::{AccountId, ApplicationId, MailId, SwitchPlanId, UserId},
};
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, IntoActiveModel as _, PaginatorTrait as _,
    QueryFilter, QueryOrder as _, QuerySelect as _, Statement,
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

codes!(Ending {
    Switched = "switched",
    Overtaken = "overtaken",
    Changed = "changed",
    Cancelled = "cancelled",
});

/// Loads the pending plan of an account.
pub async fn waiting<C: ConnectionTrait>(db: &C, account: &AccountId) -> Result<Option<switch_plan::Model>, DbErr> {
    switch_plan::Entity::find()
        .filter(switch_plan::Column::AccountId.eq(account))
        .filter(switch_plan::Column::EndedAt.is_null())
        .one(db)
        .await
}

/// Loads the pending plan of an account if it is due.
pub async fn due_of<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    now: Timestamp,
) -> Result<Option<switch_plan::Model>, DbErr> {
    Ok(waiting(db, account).await?.filter(|plan| plan.switch_at <= now))
}

fn suspended() -> SelectStatement {
    Query::select()
        .column(account::Column::Id)
        .from(account::Entity)
        .and_where(account::Column::SuspendedAt.is_not_null())
        .to_owned()
}

/// Lists the accounts with a due plan, except suspended accounts, which switch after they are resumed.
pub async fn due<C: ConnectionTrait>(db: &C, now: Timestamp) -> Result<Vec<AccountId>, DbErr> {
    switch_plan::Entity::find()
        .select_only()
        .column(switch_plan::Column::AccountId)
        .filter(switch_plan::Column::EndedAt.is_null())
        .filter(switch_plan::Column::SwitchAt.lte(now))
        .filter(switch_plan::Column::AccountId.not_in_subquery(suspended()))
        .order_by_asc(switch_plan::Column::SwitchAt)
        .into_tuple()
        .all(db)
        .await
}

pub async fn insert<C: ConnectionTrait>(tx: &C, plan: switch_plan::Model) -> Result<(), DbErr> {
    switch_plan::Entity::insert(plan.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Ends a plan and records its final state.
pub async fn end<C: ConnectionTrait>(tx: &C, plan: &SwitchPlanId, ending: Ending, now: Timestamp) -> Result<(), DbErr> {
    switch_plan::Entity::update_many()
        .col_expr(switch_plan::Column::EndedAt, Expr::value(now))
        .col_expr(switch_plan::Column::Ending, Expr::value(ending))
        .filter(switch_plan::Column::Id.eq(plan))
        .exec(tx)
        .await?;
    Ok(())
}

/// Loads a plan by its identifier.
///
/// # Errors
/// [`DbErr::RecordNotFound`] if the plan does not exist.
pub async fn get<C: ConnectionTrait>(db: &C, id: &SwitchPlanId) -> Result<switch_plan::Model, DbErr> {
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
    plan: &SwitchPlanId,
    to: &str,
    all: Option<Timestamp>,
) -> Result<(), DbErr> {
    switch_plan::Entity::update_many()
        .col_expr(switch_plan::Column::NoticedTo, Expr::value(to))
        .col_expr(switch_plan::Column::NoticedAt, Expr::value(all))
        .filter(switch_plan::Column::Id.eq(plan))
        .exec(tx)
        .await?;
    Ok(())
}

/// Counts the addresses notified for a plan.
pub async fn notified_count<C: ConnectionTrait>(db: &C, plan: &SwitchPlanId) -> Result<u64, DbErr> {
    switch_notice::Entity::find().filter(switch_notice::Column::PlanId.eq(plan)).count(db).await
}

/// Finds the notice of a link by its token hash.
pub async fn by_link<C: ConnectionTrait>(
    db: &C,
    token_hash: &SecretHash,
) -> Result<Option<switch_notice::Model>, DbErr> {
    switch_notice::Entity::find_by_id(token_hash).one(db).await
}

pub async fn insert_notice<C: ConnectionTrait>(tx: &C, notice: switch_notice::Model) -> Result<(), DbErr> {
    switch_notice::Entity::insert(notice.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Finds the notice of a mail.
pub async fn by_mail<C: ConnectionTrait>(db: &C, mail: &MailId) -> Result<Option<switch_notice::Model>, DbErr> {
    switch_notice::Entity::find().filter(switch_notice::Column::MailId.eq(mail)).one(db).await
}

/// Condition for addresses without an open request: at most one index lookup per address, nearly always without a
/// hit.
const NO_OPEN_REQUEST: &str =
    "NOT EXISTS (SELECT 1 FROM request WHERE request.user_id = account_user.id AND request.state = 'open')";

/// Counts undecided addresses with uses and no open request, by domain if `by_domain`. The list stats must be fresh.
pub fn undecided_statement(backend: DbBackend, account: &AccountId, by_domain: bool) -> Statement {
    let (domain, group) = if by_domain { ("domain, ", " GROUP BY domain") } else { ("", "") };
    let sql = format!(
        "SELECT {domain}COUNT(*) AS n FROM account_user \
         WHERE account_id = $1 AND shown_as = 'undecided' AND last_use > 0 AND {NO_OPEN_REQUEST}{group}"
    );
    Statement::from_sql_and_values(backend, sql, [account.into()])
}

/// Selects the next batch of these addresses after an address, ordered by address.
pub fn next_batch_statement(backend: DbBackend, account: &AccountId, after: &str, limit: u64) -> Statement {
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
    domain: DomainName,
    n: i64,
}

#[derive(FromQueryResult)]
struct Total {
    n: i64,
}

/// Counts undecided addresses with uses and no open request. The list stats must be fresh.
pub async fn undecided_count<C: ConnectionTrait>(db: &C, account: &AccountId) -> Result<u64, DbErr> {
    let statement = undecided_statement(db.get_database_backend(), account, false);
    let total = Total::find_by_statement(statement).one(db).await?;
    Ok(total.map_or(0, |row| u64::try_from(row.n).unwrap_or(0)))
}

/// Counts the same addresses by domain.
pub async fn undecided_by_domain<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
) -> Result<Vec<(DomainName, u64)>, DbErr> {
    let statement = undecided_statement(db.get_database_backend(), account, true);
    let rows = Counted::find_by_statement(statement).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.domain, u64::try_from(row.n).unwrap_or(0))).collect())
}

#[derive(FromQueryResult)]
struct Undecided {
    id: UserId,
}

/// Loads the identifiers of the next batch of these addresses after an address, ordered by address.
pub async fn next_batch<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    after: &str,
    limit: u64,
) -> Result<Vec<UserId>, DbErr> {
    let statement = next_batch_statement(db.get_database_backend(), account, after, limit);
    Ok(Undecided::find_by_statement(statement).all(db).await?.into_iter().map(|row| row.id).collect())
}

/// Finds the application from which an address used the account last.
pub async fn last_application<C: ConnectionTrait>(db: &C, user: &UserId) -> Result<Option<ApplicationId>, DbErr> {
    let last = user_application::Entity::find()
        .filter(user_application::Column::UserId.eq(user))
        .order_by_desc(user_application::Column::LastUse)
        .order_by_asc(user_application::Column::ApplicationId)
        .one(db)
        .await?;
    Ok(last.map(|row| row.application_id))
}
