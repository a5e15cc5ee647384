//! Denormalised usage counters per address, so that the list reads an index and aggregates nothing.
//! Invariants once an account is refreshed (`services::users`):
//!
//! - `uses`, `last_use`: number and latest time of the uses since `account.listed_since`; 0 if there are none.
//!   `user_application` holds the same per application. The transaction that records a use also counts it; uses that
//!   become too old are subtracted when the first day of the period advances.
//! - `shown_as`: the filter chip of the address, derived from its standing, the account's domains (as recorded in
//!   `account.listed_domains`) and end dates. Empty means not classified yet, as after every change.
//! - `listed`: true if the address has used the account or has a decision.
//!
//! Code that updates several of these rows must update `account_user` before `user_application`, to avoid deadlocks.

use super::{
    columns::{Digest, ShownAs},
    entity::{account, account_use, account_user},
};
use esecure::{DomainName, Timestamp, id::AccountId};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, PaginatorTrait as _, QueryFilter, QuerySelect as _, Set, Statement, Value,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait as _, OnConflict},
};

/// Domain names per statement, far below the limits of both databases.
const CHUNK: usize = 1000;

/// Runs a statement written in SQL that both databases accept.
async fn run<C: ConnectionTrait>(
    db: &C,
    sql: &str,
    values: impl IntoIterator<Item = Value> + Send,
) -> Result<u64, DbErr> {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(db.execute_raw(statement).await?.rows_affected())
}

/// Records and counts a use in one transaction; `false` if the same `once` is already recorded.
/// A use before `since`, the start of the account's counters, is stored but not counted.
pub async fn record_use<C: ConnectionTrait>(tx: &C, row: account_use::Model, since: Timestamp) -> Result<bool, DbErr> {
    let (user, application, at) = (row.user_id.clone(), row.application_id.clone(), row.used_at);
    use account_use::Column as C_;
    let known = OnConflict::columns([C_::UserId, C_::ApplicationId, C_::Once]).do_nothing().to_owned();
    let insert = account_use::Entity::insert(account_use::ActiveModel {
        id: Set(row.id),
        account_id: Set(row.account_id),
        user_id: Set(row.user_id),
        application_id: Set(row.application_id),
        used_at: Set(row.used_at),
        reference: Set(row.reference),
        once: Set(row.once),
    });
    if insert.on_conflict(known).exec_without_returning(tx).await? == 0 {
        return Ok(false);
    }
    if at >= since {
        let count = "UPDATE account_user SET uses = uses + 1, listed = TRUE, \
             last_use = CASE WHEN last_use < $1 THEN $1 ELSE last_use END WHERE id = $2";
        run(tx, count, [at.into(), user.clone().into()]).await?;
        let count = "INSERT INTO user_application (user_id, application_id, uses, last_use) VALUES ($1, $2, 1, $3) \
             ON CONFLICT (user_id, application_id) DO UPDATE SET uses = user_application.uses + 1, last_use = \
             CASE WHEN user_application.last_use < excluded.last_use THEN excluded.last_use \
             ELSE user_application.last_use END";
        run(tx, count, [user.into(), application.into(), at.into()]).await?;
    }
    Ok(true)
}

/// Returns true if the account needs settling: an address is not classified yet, or an approval has lapsed.
pub async fn is_stale<C: ConnectionTrait>(db: &C, account: &AccountId, now: Timestamp) -> Result<bool, DbErr> {
    let of = |which| account_user::Entity::find().filter(account_user::Column::AccountId.eq(account)).filter(which);
    let unsorted = of(account_user::Column::ShownAs.eq(ShownAs::Unclassified)).limit(1);
    if unsorted.count(db).await? > 0 {
        return Ok(true);
    }
    let lapsed = account_user::Column::ValidUntil.lte(now);
    Ok(of(lapsed.and(account_user::Column::ShownAs.eq(ShownAs::Approved))).limit(1).count(db).await? > 0)
}

/// Advances the first day of an account's counters and subtracts the uses before it. The caller holds the account
/// lock.
pub async fn move_window<C: ConnectionTrait>(tx: &C, account: &account::Model, since: Timestamp) -> Result<(), DbErr> {
    let part = [account.id.clone().into(), account.listed_since.into(), since.into()];
    let take_off = "UPDATE account_user SET uses = uses - gone.n, \
         last_use = CASE WHEN uses = gone.n THEN 0 ELSE last_use END, \
         listed = (uses > gone.n OR standing <> 'undecided') \
         FROM (SELECT user_id, COUNT(*) AS n FROM account_use \
         WHERE account_id = $1 AND used_at >= $2 AND used_at < $3 GROUP BY user_id) AS gone \
         WHERE account_user.id = gone.user_id";
    run(tx, take_off, part.clone()).await?;
    let take_off = "UPDATE user_application SET uses = uses - gone.n \
         FROM (SELECT user_id, application_id, COUNT(*) AS n FROM account_use \
         WHERE account_id = $1 AND used_at >= $2 AND used_at < $3 GROUP BY user_id, application_id) AS gone \
         WHERE user_application.user_id = gone.user_id AND user_application.application_id = gone.application_id";
    run(tx, take_off, part).await?;
    set(tx, &account.id, account::Column::ListedSince, since).await
}

/// Resets the classification of all addresses that depends on the account's domains, after these changed. The caller
/// holds the account lock.
pub async fn reset_classification<C: ConnectionTrait>(
    tx: &C,
    account: &AccountId,
    domains: &Digest,
) -> Result<(), DbErr> {
    let by_domain =
        "UPDATE account_user SET shown_as = '' WHERE account_id = $1 AND shown_as IN ('domain', 'undecided')";
    run(tx, by_domain, [account.into()]).await?;
    set(tx, account, account::Column::ListedDomains, domains).await
}

/// Marks lapsed approvals as unclassified and lists the domains of all unclassified addresses.
pub async fn unclassified_domains<C: ConnectionTrait>(
    tx: &C,
    account: &AccountId,
    now: Timestamp,
) -> Result<Vec<DomainName>, DbErr> {
    let lapsed =
        "UPDATE account_user SET shown_as = '' WHERE account_id = $1 AND valid_until <= $2 AND shown_as = 'approved'";
    run(tx, lapsed, [account.into(), now.into()]).await?;
    account_user::Entity::find()
        .select_only()
        .column(account_user::Column::Domain)
        .distinct()
        .filter(account_user::Column::AccountId.eq(account))
        .filter(account_user::Column::ShownAs.eq(ShownAs::Unclassified))
        .into_tuple()
        .all(tx)
        .await
}

/// Classifies all unclassified addresses. `covered` lists those of their domains that are authorised. The caller
/// holds the account lock.
pub async fn classify<C: ConnectionTrait>(
    tx: &C,
    account: &AccountId,
    covered: &[DomainName],
    now: Timestamp,
) -> Result<(), DbErr> {
    // A decision about the address takes precedence over its domain.
    let decided = "UPDATE account_user SET shown_as = standing WHERE account_id = $1 AND shown_as = '' AND \
         (standing = 'rejected' OR (standing = 'approved' AND (valid_until IS NULL OR valid_until > $2)))";
    run(tx, decided, [account.into(), now.into()]).await?;
    for domains in covered.chunks(CHUNK) {
        account_user::Entity::update_many()
            .col_expr(account_user::Column::ShownAs, Expr::value(ShownAs::Domain))
            .filter(account_user::Column::AccountId.eq(account))
            .filter(account_user::Column::ShownAs.eq(ShownAs::Unclassified))
            .filter(account_user::Column::Domain.is_in(domains))
            .exec(tx)
            .await?;
    }
    let rest = "UPDATE account_user SET shown_as = 'undecided' WHERE account_id = $1 AND shown_as = ''";
    run(tx, rest, [account.into()]).await?;
    Ok(())
}

async fn set<C: ConnectionTrait>(
    tx: &C,
    account: &AccountId,
    column: account::Column,
    value: impl Into<Value>,
) -> Result<(), DbErr> {
    let one = account::Entity::update_many().col_expr(column, Expr::value(value));
    one.filter(account::Column::Id.eq(account)).exec(tx).await?;
    Ok(())
}
