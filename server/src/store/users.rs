//! Queries on the addresses of an account: standings and uses.

use super::entity::{account_use, account_user};
use esecure::{EmailAddress, Standing, Timestamp, id::UserId};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, PaginatorTrait as _, QueryFilter, QueryOrder as _, QuerySelect as _, Set,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait as _, OnConflict},
};

/// Converts a stored row to its [`Standing`].
pub fn standing(row: &account_user::Model) -> Standing {
    match row.standing.as_str() {
        "approved" => Standing::Approved { until: row.valid_until.map(Timestamp::from_millis) },
        "rejected" => Standing::Rejected,
        _ => Standing::Undecided,
    }
}

/// Finds the row of an address on this account.
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

/// Loads a row of this account.
pub async fn get<C: ConnectionTrait>(db: &C, account: &str, id: &UserId) -> Result<Option<account_user::Model>, DbErr> {
    account_user::Entity::find_by_id(id.as_str()).filter(account_user::Column::AccountId.eq(account)).one(db).await
}

/// Loads the row of an address, inserting it if missing. Concurrent callers get the same row.
pub async fn ensure<C: ConnectionTrait>(
    db: &C,
    account: &str,
    email: &EmailAddress,
    name: Option<&str>,
    id: UserId,
    now: Timestamp,
) -> Result<account_user::Model, DbErr> {
    if let Some(row) = by_email(db, account, email).await? {
        return named(db, row, name).await;
    }
    account_user::Entity::insert(account_user::ActiveModel {
        id: Set(id.as_str().to_owned()),
        account_id: Set(account.to_owned()),
        email: Set(email.original().to_owned()),
        email_key: Set(email.canonical().to_owned()),
        domain: Set(email.domain().as_str().to_owned()),
        name: Set(name.map(str::to_owned)),
        // Lower-cased here because SQLite's `lower` only folds ASCII.
        name_key: Set(name.map(str::to_lowercase)),
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

/// Sets the name of an address if it has none yet.
async fn named<C: ConnectionTrait>(
    db: &C,
    row: account_user::Model,
    name: Option<&str>,
) -> Result<account_user::Model, DbErr> {
    let (None, Some(name)) = (&row.name, name) else {
        return Ok(row);
    };
    let (name, key) = (Some(name.to_owned()), Some(name.to_lowercase()));
    account_user::Entity::update_many()
        .col_expr(account_user::Column::Name, Expr::value(name.clone()))
        .col_expr(account_user::Column::NameKey, Expr::value(key.clone()))
        .filter(account_user::Column::Id.eq(row.id.as_str()))
        .exec(db)
        .await?;
    Ok(account_user::Model { name, name_key: key, ..row })
}

/// Counts the uses of an address since `since`.
pub async fn uses<C: ConnectionTrait>(db: &C, user: &str, since: Timestamp) -> Result<u64, DbErr> {
    account_use::Entity::find()
        .filter(account_use::Column::UserId.eq(user))
        .filter(account_use::Column::UsedAt.gte(since.as_millis()))
        .count(db)
        .await
}

/// Loads the references of the uses of an address since `since`, oldest first, at most 20.
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

/// Counts the other addresses at the same domain that are approved on this account at `now`.
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

/// Loads several rows of this account, unordered.
pub async fn by_ids<C: ConnectionTrait>(
    db: &C,
    account: &str,
    ids: impl IntoIterator<Item = &str>,
) -> Result<Vec<account_user::Model>, DbErr> {
    let rows = account_user::Entity::find().filter(account_user::Column::AccountId.eq(account));
    rows.filter(account_user::Column::Id.is_in(ids)).all(db).await
}

/// Sets the end date and the note of a standing, and marks the row for reclassification.
pub async fn set_end_and_note<C: ConnectionTrait>(
    tx: &C,
    id: &str,
    until: Option<Timestamp>,
    note: Option<&str>,
) -> Result<(), DbErr> {
    account_user::Entity::update_many()
        .col_expr(account_user::Column::ValidUntil, Expr::value(until.map(Timestamp::as_millis)))
        .col_expr(account_user::Column::Note, Expr::value(note.map(str::to_owned)))
        .col_expr(account_user::Column::ShownAs, Expr::value(""))
        .filter(account_user::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Resets an address to undecided. It stays listed if it has used the account.
pub async fn clear<C: ConnectionTrait>(tx: &C, id: &str) -> Result<(), DbErr> {
    use account_user::Column as C_;
    let nobody = || Expr::value(Option::<String>::None);
    account_user::Entity::update_many()
        .col_expr(C_::Standing, Expr::value("undecided"))
        .col_expr(C_::ValidUntil, Expr::value(Option::<i64>::None))
        .col_expr(C_::Note, nobody())
        .col_expr(C_::Source, nobody())
        .col_expr(C_::DecidedBy, nobody())
        .col_expr(C_::DecidedByName, nobody())
        .col_expr(C_::DecidedAt, Expr::value(Option::<i64>::None))
        .col_expr(C_::ShownAs, Expr::value(""))
        .col_expr(C_::Listed, Expr::col(C_::Uses).gt(0))
        .filter(C_::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Loads every address of this account, used or not, to replay rule changes over them.
pub async fn all<C: ConnectionTrait>(db: &C, account: &str) -> Result<Vec<account_user::Model>, DbErr> {
    account_user::Entity::find().filter(account_user::Column::AccountId.eq(account)).all(db).await
}
