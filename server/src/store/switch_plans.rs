//! Times set for the switch, and whom mails have told of them.

use super::entity::{account, switch_notice, switch_plan, user_application};
use esecure::Timestamp;
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, PaginatorTrait as _, QueryFilter, QueryOrder as _,
    QuerySelect as _, Statement,
    entity::prelude::*,
    sea_query::{Expr, Query, SelectStatement},
};

/// How a plan ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// At its time, or at once.
    Switched,
    /// Somebody switched by hand before.
    Overtaken,
    /// Another time was set.
    Changed,
    /// It was called off.
    Cancelled,
}

impl Ending {
    /// The code in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Switched => "switched",
            Self::Overtaken => "overtaken",
            Self::Changed => "changed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// The plan that an account waits for.
pub async fn waiting<C: ConnectionTrait>(db: &C, account: &str) -> Result<Option<switch_plan::Model>, DbErr> {
    switch_plan::Entity::find()
        .filter(switch_plan::Column::AccountId.eq(account))
        .filter(switch_plan::Column::EndedAt.is_null())
        .one(db)
        .await
}

/// The same, if its time has come.
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

/// The accounts whose time has come; those that are suspended wait for their resumption.
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

/// Writes how a plan ended.
pub async fn end<C: ConnectionTrait>(tx: &C, plan: &str, ending: Ending, now: Timestamp) -> Result<(), DbErr> {
    switch_plan::Entity::update_many()
        .col_expr(switch_plan::Column::EndedAt, Expr::value(now.as_millis()))
        .col_expr(switch_plan::Column::Ending, Expr::value(ending.code()))
        .filter(switch_plan::Column::Id.eq(plan))
        .exec(tx)
        .await?;
    Ok(())
}

/// A plan by its identifier.
///
/// # Errors
/// [`DbErr::RecordNotFound`] where there is none.
pub async fn get<C: ConnectionTrait>(db: &C, id: &str) -> Result<switch_plan::Model, DbErr> {
    let found = switch_plan::Entity::find_by_id(id).one(db).await?;
    found.ok_or_else(|| DbErr::RecordNotFound(format!("switch plan {id}")))
}

/// The plans of which the undecided are still to be told; none whose account is suspended.
pub async fn noticing<C: ConnectionTrait>(db: &C) -> Result<Vec<switch_plan::Model>, DbErr> {
    switch_plan::Entity::find()
        .filter(switch_plan::Column::Notices.eq(true))
        .filter(switch_plan::Column::NoticedAt.is_null())
        .filter(switch_plan::Column::AccountId.not_in_subquery(suspended()))
        .order_by_asc(switch_plan::Column::SetAt)
        .all(db)
        .await
}

/// Writes how far the mails of a plan are: up to which address, and whether that is all.
pub async fn noticed<C: ConnectionTrait>(tx: &C, plan: &str, to: &str, all: Option<Timestamp>) -> Result<(), DbErr> {
    switch_plan::Entity::update_many()
        .col_expr(switch_plan::Column::NoticedTo, Expr::value(to))
        .col_expr(switch_plan::Column::NoticedAt, Expr::value(all.map(Timestamp::as_millis)))
        .filter(switch_plan::Column::Id.eq(plan))
        .exec(tx)
        .await?;
    Ok(())
}

/// How many a plan's mails have told so far.
pub async fn told<C: ConnectionTrait>(db: &C, plan: &str) -> Result<u64, DbErr> {
    switch_notice::Entity::find().filter(switch_notice::Column::PlanId.eq(plan)).count(db).await
}

/// The notice behind a link.
pub async fn by_link<C: ConnectionTrait>(db: &C, token_hash: &str) -> Result<Option<switch_notice::Model>, DbErr> {
    switch_notice::Entity::find_by_id(token_hash).one(db).await
}

/// The notice that a mail is.
pub async fn by_mail<C: ConnectionTrait>(db: &C, mail: &str) -> Result<Option<switch_notice::Model>, DbErr> {
    switch_notice::Entity::find().filter(switch_notice::Column::MailId.eq(mail)).one(db).await
}

/// Has not asked: at most one look at an index for each address, which nearly always finds nothing.
const NOT_ASKED: &str =
    "NOT EXISTS (SELECT 1 FROM request WHERE request.user_id = account_user.id AND request.state = 'open')";

/// Asks how many used the account, are undecided and have not asked, at each domain where that matters. The account's figures
/// are settled.
pub fn count(backend: DbBackend, account: &str, by_domain: bool) -> Statement {
    let (domain, group) = if by_domain { ("domain", " GROUP BY domain") } else { ("''", "") };
    let sql = format!(
        "SELECT {domain} AS domain, COUNT(*) AS n FROM account_user \
         WHERE account_id = $1 AND shown_as = 'undecided' AND last_use > 0 AND {NOT_ASKED}{group}"
    );
    Statement::from_sql_and_values(backend, sql, [account.into()])
}

/// Asks for the next of them after an address, by address.
pub fn next(backend: DbBackend, account: &str, after: &str, limit: u64) -> Statement {
    // SQLite would find them by their standing, and sort them all for each batch: the sign keeps it from that index.
    let shown_as = if backend == DbBackend::Sqlite { "+shown_as" } else { "shown_as" };
    let sql = format!(
        "SELECT id FROM account_user WHERE account_id = $1 AND email_key > $2 AND {shown_as} = 'undecided' \
         AND last_use > 0 AND {NOT_ASKED} ORDER BY email_key LIMIT {limit}"
    );
    Statement::from_sql_and_values(backend, sql, [account.into(), after.into()])
}

#[derive(FromQueryResult)]
struct Counted {
    domain: String,
    n: i64,
}

/// The answer to [`count`]: domain and number.
pub async fn counted<C: ConnectionTrait>(db: &C, asked: Statement) -> Result<Vec<(String, u64)>, DbErr> {
    let rows = Counted::find_by_statement(asked).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.domain, u64::try_from(row.n).unwrap_or(0))).collect())
}

/// The application from which an address used the account last.
pub async fn last_application<C: ConnectionTrait>(db: &C, user: &str) -> Result<Option<String>, DbErr> {
    let last = user_application::Entity::find()
        .filter(user_application::Column::UserId.eq(user))
        .order_by_desc(user_application::Column::LastUse)
        .order_by_asc(user_application::Column::ApplicationId)
        .one(db)
        .await?;
    Ok(last.map(|row| row.application_id))
}
