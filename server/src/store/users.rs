//! Addresses on an account: their standings and their uses.

use super::entity::{account_use, account_user};
use esecure::{EmailAddress, Standing, Timestamp, id::UserId};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, FromQueryResult, PaginatorTrait as _, QueryFilter, QueryOrder as _,
    QuerySelect as _, Set, Statement,
    entity::prelude::*,
    sea_query::{ExprTrait as _, OnConflict},
};

/// The standing that a row stores.
pub fn standing(row: &account_user::Model) -> Standing {
    match row.standing.as_str() {
        "approved" => Standing::Approved { until: row.valid_until.map(Timestamp::from_millis) },
        "rejected" => Standing::Rejected,
        _ => Standing::Undecided,
    }
}

/// The address's row on this account, where there is one.
///
/// # Errors
/// As the database.
pub async fn by_email<C: ConnectionTrait>(
    db: &C,
    account: &str,
    email: &EmailAddress,
) -> Result<Option<account_user::Model>, DbErr> {
    account_user::Entity::find()
        .filter(account_user::Column::AccountId.eq(account))
        .filter(account_user::Column::EmailKey.eq(email.canonical()))
        .one(db)
        .await
}

/// One row of this account.
///
/// # Errors
/// As the database.
pub async fn get<C: ConnectionTrait>(db: &C, account: &str, id: &UserId) -> Result<Option<account_user::Model>, DbErr> {
    account_user::Entity::find_by_id(id.as_str()).filter(account_user::Column::AccountId.eq(account)).one(db).await
}

/// The address's row, made where there was none; whoever races for it gets the same one.
///
/// # Errors
/// As the database.
pub async fn ensure<C: ConnectionTrait>(
    db: &C,
    account: &str,
    email: &EmailAddress,
    name: Option<&str>,
    id: UserId,
    now: Timestamp,
) -> Result<account_user::Model, DbErr> {
    if let Some(row) = by_email(db, account, email).await? {
        return Ok(row);
    }
    account_user::Entity::insert(account_user::ActiveModel {
        id: Set(id.as_str().to_owned()),
        account_id: Set(account.to_owned()),
        email: Set(email.original().to_owned()),
        email_key: Set(email.canonical().to_owned()),
        domain: Set(email.domain().as_str().to_owned()),
        name: Set(name.map(str::to_owned)),
        standing: Set("undecided".to_owned()),
        created_at: Set(now.as_millis()),
        ..Default::default()
    })
    .on_conflict(
        OnConflict::columns([account_user::Column::AccountId, account_user::Column::EmailKey]).do_nothing().to_owned(),
    )
    .exec_without_returning(db)
    .await?;
    let row = by_email(db, account, email).await?;
    row.ok_or_else(|| DbErr::RecordNotInserted)
}

/// Records a use. `false` where the same `once` was known already.
///
/// # Errors
/// As the database.
pub async fn record_use<C: ConnectionTrait>(db: &C, row: account_use::ActiveModel) -> Result<bool, DbErr> {
    let inserted = account_use::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([
                account_use::Column::UserId,
                account_use::Column::ApplicationId,
                account_use::Column::Once,
            ])
            .do_nothing()
            .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(inserted > 0)
}

/// How often an address used the account since `since`.
///
/// # Errors
/// As the database.
pub async fn uses<C: ConnectionTrait>(db: &C, user: &str, since: Timestamp) -> Result<u64, DbErr> {
    account_use::Entity::find()
        .filter(account_use::Column::UserId.eq(user))
        .filter(account_use::Column::UsedAt.gte(since.as_millis()))
        .count(db)
        .await
}

/// The references of the uses of an address since `since`, the first first; at most twenty.
///
/// # Errors
/// As the database.
pub async fn uses_since<C: ConnectionTrait>(
    db: &C,
    user: &str,
    since: Timestamp,
) -> Result<Vec<Option<String>>, DbErr> {
    account_use::Entity::find()
        .select_only()
        .column(account_use::Column::Reference)
        .filter(account_use::Column::UserId.eq(user))
        .filter(account_use::Column::UsedAt.gte(since.as_millis()))
        .order_by_asc(account_use::Column::UsedAt)
        .limit(20)
        .into_tuple()
        .all(db)
        .await
}

/// How many other addresses of a domain are approved on this account at `now`.
///
/// # Errors
/// As the database.
pub async fn approved_at_domain<C: ConnectionTrait>(
    db: &C,
    account: &str,
    email: &EmailAddress,
    now: Timestamp,
) -> Result<u64, DbErr> {
    account_user::Entity::find()
        .filter(account_user::Column::AccountId.eq(account))
        .filter(account_user::Column::Domain.eq(email.domain().as_str()))
        .filter(account_user::Column::EmailKey.ne(email.canonical()))
        .filter(account_user::Column::Standing.eq("approved"))
        .filter(account_user::Column::ValidUntil.is_null().or(account_user::Column::ValidUntil.gt(now.as_millis())))
        .count(db)
        .await
}

/// How much and when an address used the account.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Usage {
    /// The address.
    pub user_id: String,
    /// The application.
    pub application: String,
    /// Uses in the period.
    pub uses: i64,
    /// The last of them.
    pub last_use: i64,
}

/// Uses since `since`, by address and application, the latest first.
///
/// # Errors
/// As the database.
pub async fn usage<C: ConnectionTrait>(db: &C, account: &str, since: Timestamp) -> Result<Vec<Usage>, DbErr> {
    let statement = Statement::from_sql_and_values(
        db.get_database_backend(),
        "SELECT u.user_id AS user_id, a.name AS application, COUNT(*) AS uses, MAX(u.used_at) AS last_use \
         FROM account_use u JOIN application a ON a.id = u.application_id \
         WHERE u.account_id = $1 AND u.used_at >= $2 GROUP BY u.user_id, a.name ORDER BY MAX(u.used_at) DESC",
        [account.into(), since.as_millis().into()],
    );
    Usage::find_by_statement(statement).all(db).await
}

/// Every address known on this account.
///
/// # Errors
/// As the database.
pub async fn all<C: ConnectionTrait>(db: &C, account: &str) -> Result<Vec<account_user::Model>, DbErr> {
    account_user::Entity::find().filter(account_user::Column::AccountId.eq(account)).all(db).await
}
