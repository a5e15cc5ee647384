//! Times set for the switch, and whom mails have told of them.

use super::entity::{account, account_user, request, switch_notice, switch_plan, user_application};
use esecure::Timestamp;
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, PaginatorTrait as _, QueryFilter, QueryOrder as _, QuerySelect as _, Select,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait as _, Query},
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
///
/// # Errors
/// As the database.
pub async fn waiting<C: ConnectionTrait>(db: &C, account: &str) -> Result<Option<switch_plan::Model>, DbErr> {
    switch_plan::Entity::find()
        .filter(switch_plan::Column::AccountId.eq(account))
        .filter(switch_plan::Column::EndedAt.is_null())
        .one(db)
        .await
}

/// The same, if its time has come.
///
/// # Errors
/// As the database.
pub async fn due_of<C: ConnectionTrait>(
    db: &C,
    account: &str,
    now: Timestamp,
) -> Result<Option<switch_plan::Model>, DbErr> {
    Ok(waiting(db, account).await?.filter(|plan| plan.switch_at <= now.as_millis()))
}

/// The accounts whose time has come; those that are suspended wait for their resumption.
///
/// # Errors
/// As the database.
pub async fn due<C: ConnectionTrait>(db: &C, now: Timestamp) -> Result<Vec<String>, DbErr> {
    let suspended = Query::select()
        .column(account::Column::Id)
        .from(account::Entity)
        .and_where(account::Column::SuspendedAt.is_not_null())
        .to_owned();
    switch_plan::Entity::find()
        .select_only()
        .column(switch_plan::Column::AccountId)
        .filter(switch_plan::Column::EndedAt.is_null())
        .filter(switch_plan::Column::SwitchAt.lte(now.as_millis()))
        .filter(switch_plan::Column::AccountId.not_in_subquery(suspended))
        .order_by_asc(switch_plan::Column::SwitchAt)
        .into_tuple()
        .all(db)
        .await
}

/// Writes how a plan ended.
///
/// # Errors
/// As the database.
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
///
/// # Errors
/// As the database.
pub async fn noticing<C: ConnectionTrait>(db: &C) -> Result<Vec<switch_plan::Model>, DbErr> {
    let suspended = Query::select()
        .column(account::Column::Id)
        .from(account::Entity)
        .and_where(account::Column::SuspendedAt.is_not_null())
        .to_owned();
    switch_plan::Entity::find()
        .filter(switch_plan::Column::Notices.eq(true))
        .filter(switch_plan::Column::NoticedAt.is_null())
        .filter(switch_plan::Column::AccountId.not_in_subquery(suspended))
        .order_by_asc(switch_plan::Column::SetAt)
        .all(db)
        .await
}

/// Writes how far the mails of a plan are: up to which identifier, and whether that is all.
///
/// # Errors
/// As the database.
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
///
/// # Errors
/// As the database.
pub async fn told<C: ConnectionTrait>(db: &C, plan: &str) -> Result<u64, DbErr> {
    switch_notice::Entity::find().filter(switch_notice::Column::PlanId.eq(plan)).count(db).await
}

/// The notice behind a link.
///
/// # Errors
/// As the database.
pub async fn by_link<C: ConnectionTrait>(db: &C, token_hash: &str) -> Result<Option<switch_notice::Model>, DbErr> {
    switch_notice::Entity::find_by_id(token_hash).one(db).await
}

/// The notice that a mail is.
///
/// # Errors
/// As the database.
pub async fn by_mail<C: ConnectionTrait>(db: &C, mail: &str) -> Result<Option<switch_notice::Model>, DbErr> {
    switch_notice::Entity::find().filter(switch_notice::Column::MailId.eq(mail)).one(db).await
}

/// Who used the account, is undecided and has not asked. The account's figures are settled.
fn undecided(account: &str) -> Select<account_user::Entity> {
    use account_user::Column as C_;
    let asked = Query::select()
        .expr(Expr::val(1))
        .from(request::Entity)
        .and_where(
            Expr::col((request::Entity, request::Column::UserId))
                .equals((account_user::Entity, account_user::Column::Id)),
        )
        .and_where(request::Column::State.eq("open"))
        .to_owned();
    account_user::Entity::find()
        .filter(C_::AccountId.eq(account))
        .filter(C_::ShownAs.eq("undecided"))
        .filter(C_::LastUse.gt(0))
        .filter(Expr::exists(asked).not())
}

/// How many of them there are at each domain.
///
/// # Errors
/// As the database.
pub async fn undecided_by_domain<C: ConnectionTrait>(db: &C, account: &str) -> Result<Vec<(String, i64)>, DbErr> {
    undecided(account)
        .select_only()
        .column(account_user::Column::Domain)
        .column_as(account_user::Column::Id.count(), "n")
        .group_by(account_user::Column::Domain)
        .into_tuple()
        .all(db)
        .await
}

/// The next of them after an identifier.
///
/// # Errors
/// As the database.
pub async fn undecided_after<C: ConnectionTrait>(
    db: &C,
    account: &str,
    after: &str,
    limit: u64,
) -> Result<Vec<account_user::Model>, DbErr> {
    undecided(account)
        .filter(account_user::Column::Id.gt(after))
        .order_by_asc(account_user::Column::Id)
        .limit(limit)
        .all(db)
        .await
}

/// The application from which an address used the account last.
///
/// # Errors
/// As the database.
pub async fn last_application<C: ConnectionTrait>(db: &C, user: &str) -> Result<Option<String>, DbErr> {
    let last = user_application::Entity::find()
        .filter(user_application::Column::UserId.eq(user))
        .order_by_desc(user_application::Column::LastUse)
        .order_by_asc(user_application::Column::ApplicationId)
        .one(db)
        .await?;
    Ok(last.map(|row| row.application_id))
}
