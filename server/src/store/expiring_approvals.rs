//! Approvals that expire within a week, and the mails that announce it.

use super::entity::{account_user, ending_notice};
use esecure::{
    Timestamp,
    id::{AccountId, MailId},
    policy::StandingKind,
};
use sea_orm::{
    Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder as _, QuerySelect as _, Set,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait as _},
};

/// Approvals announced per transaction; other commands on the account wait for its row lock.
const BATCH: u64 = 1000;
/// Rows per SQL statement.
const CHUNK: usize = 200;

/// Selects approvals that end after `now` and by `until`, and whose current end date was not announced yet.
fn is_expiring(now: Timestamp, until: Timestamp) -> Condition {
    use account_user::Column as C_;
    Condition::all()
        .add(C_::Standing.eq(StandingKind::Approved))
        .add(C_::ValidUntil.gt(now))
        .add(C_::ValidUntil.lte(until))
        .add(C_::EndTold.is_null().or(Expr::col(C_::EndTold).ne(Expr::col(C_::ValidUntil))))
}

/// Lists the accounts with expiring approvals that were not announced yet.
pub async fn accounts<C: ConnectionTrait>(db: &C, now: Timestamp, until: Timestamp) -> Result<Vec<AccountId>, DbErr> {
    account_user::Entity::find()
        .select_only()
        .column(account_user::Column::AccountId)
        .distinct()
        .filter(is_expiring(now, until))
        .order_by_asc(account_user::Column::AccountId)
        .into_tuple()
        .all(db)
        .await
}

/// Loads up to `BATCH` such approvals of one account, earliest end first.
pub async fn expiring_in<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    now: Timestamp,
    until: Timestamp,
) -> Result<Vec<account_user::Model>, DbErr> {
    account_user::Entity::find()
        .filter(account_user::Column::AccountId.eq(account))
        .filter(is_expiring(now, until))
        .order_by_asc(account_user::Column::ValidUntil)
        .order_by_asc(account_user::Column::EmailKey)
        .limit(BATCH)
        .all(db)
        .await
}

/// Marks the current end dates of these approvals as announced to both sides.
pub async fn mark_notified<C: ConnectionTrait>(tx: &C, users: &[account_user::Model]) -> Result<(), DbErr> {
    for users in users.chunks(CHUNK) {
        account_user::Entity::update_many()
            .col_expr(account_user::Column::EndTold, Expr::col(account_user::Column::ValidUntil))
            .filter(account_user::Column::Id.is_in(users.iter().map(|user| &user.id)))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Records that a mail announces the end dates of these approvals.
pub async fn insert_notices<C: ConnectionTrait>(
    tx: &C,
    mail: &MailId,
    users: &[account_user::Model],
) -> Result<(), DbErr> {
    for users in users.chunks(CHUNK) {
        let rows = users.iter().filter_map(|user| {
            Some(ending_notice::ActiveModel {
                mail_id: Set(mail.clone()),
                user_id: Set(user.id.clone()),
                valid_until: Set(user.valid_until?),
            })
        });
        ending_notice::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Returns true if at least one end date that a mail announces is still in the future and unchanged.
pub async fn still_ahead<C: ConnectionTrait>(db: &C, mail: &MailId, now: Timestamp) -> Result<bool, DbErr> {
    let notices = ending_notice::Entity::find().filter(ending_notice::Column::MailId.eq(mail)).all(db).await?;
    for notices in notices.chunks(CHUNK) {
        let ids = notices.iter().map(|notice| &notice.user_id);
        let users = account_user::Entity::find()
            .filter(account_user::Column::Id.is_in(ids))
            .filter(account_user::Column::Standing.eq(StandingKind::Approved))
            .filter(account_user::Column::ValidUntil.gt(now))
            .all(db)
            .await?;
        let holds = |user: &account_user::Model| {
            notices.iter().any(|notice| notice.user_id == user.id && Some(notice.valid_until) == user.valid_until)
        };
        if users.iter().any(holds) {
            return Ok(true);
        }
    }
    Ok(false)
}
