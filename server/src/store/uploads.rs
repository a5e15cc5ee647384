//! Queries on uploads: the file, the approved addresses, and (`before`) their previous state. Statements are batched,
//! so a thousand addresses take only a few.

mod snapshot;

pub use snapshot::{addresses, count_unchanged, is_unchanged};

use super::columns::Digest;
use super::entity::{account_user, request, upload, upload_address};
use esecure::{
    DomainName, EmailKey, SingleLine, Timestamp,
    id::{AccountId, UploadId},
    policy::StandingKind,
    request::StateKind,
};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, PaginatorTrait as _, QueryFilter, QueryOrder as _, QuerySelect as _,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait as _, Order},
};
use std::collections::HashMap;

/// Rows per statement: SQLite accepts 32,766 parameters, PostgreSQL 65,535.
const BATCH: usize = 500;

/// Finds the latest upload with this digest that was not undone.
pub async fn of_digest<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    digest: &Digest,
) -> Result<Option<upload::Model>, DbErr> {
    let of = upload::Entity::find().filter(upload::Column::AccountId.eq(account));
    let of = of.filter(upload::Column::Digest.eq(digest)).filter(upload::Column::UndoneAt.is_null());
    of.order_by_desc(upload::Column::UploadedAt).one(db).await
}

/// Loads an upload of this account.
pub async fn get<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    id: &UploadId,
) -> Result<Option<upload::Model>, DbErr> {
    upload::Entity::find_by_id(id).filter(upload::Column::AccountId.eq(account)).one(db).await
}

/// Loads the latest uploads of this account, newest first.
pub async fn latest<C: ConnectionTrait>(db: &C, account: &AccountId, count: u64) -> Result<Vec<upload::Model>, DbErr> {
    let of = upload::Entity::find().filter(upload::Column::AccountId.eq(account));
    let of = of.order_by_desc(upload::Column::UploadedAt).order_by_desc(upload::Column::Id);
    of.limit(count).all(db).await
}

pub async fn count<C: ConnectionTrait>(db: &C, account: &AccountId) -> Result<u64, DbErr> {
    upload::Entity::find().filter(upload::Column::AccountId.eq(account)).count(db).await
}

/// Loads the rows of these addresses on this account, keyed by canonical address.
pub async fn known<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    keys: &[EmailKey],
) -> Result<HashMap<EmailKey, account_user::Model>, DbErr> {
    let mut found = HashMap::with_capacity(keys.len());
    for some in keys.chunks(BATCH) {
        let of = account_user::Entity::find().filter(account_user::Column::AccountId.eq(account));
        let rows = of.filter(account_user::Column::EmailKey.is_in(some)).all(db).await?;
        found.extend(rows.into_iter().map(|row| (row.email_key.clone(), row)));
    }
    Ok(found)
}

/// Loads the open requests of these addresses on this account.
pub async fn open_requests<C: ConnectionTrait>(
    db: &C,
    account: &AccountId,
    keys: &[EmailKey],
) -> Result<Vec<request::Model>, DbErr> {
    let mut found = Vec::new();
    for some in keys.chunks(BATCH) {
        let of = request::Entity::find().filter(request::Column::AccountId.eq(account));
        let open = of.filter(request::Column::State.eq(StateKind::Open));
        found.extend(open.filter(request::Column::EmailKey.is_in(some)).all(db).await?);
    }
    Ok(found)
}

/// Number of addresses with uses that makes a domain known without any approval. Mistyped or look-alike domains do
/// not reach it.
const KNOWN_BY_USE: i32 = 3;

/// Lists the known domains of an account, most addresses first. A domain is known if one of its addresses was
/// approved, or at least `KNOWN_BY_USE` addresses are listed. One or two uses before enforcement prove nothing
/// about a domain.
pub async fn domains<C: ConnectionTrait>(db: &C, account: &AccountId, count: u64) -> Result<Vec<DomainName>, DbErr> {
    use account_user::Column as C_;
    account_user::Entity::find()
        .select_only()
        .column(C_::Domain)
        .filter(C_::AccountId.eq(account))
        // Excludes addresses that only requested access, and rejected ones.
        .filter(C_::Listed.eq(true))
        .filter(C_::Standing.ne(StandingKind::Rejected))
        .group_by(C_::Domain)
        .having(
            Expr::expr(Expr::case(C_::Standing.eq(StandingKind::Approved), 1).finally(0)).sum().gt(0).or(Expr::col(
                C_::Id,
            )
            .count()
            .gte(KNOWN_BY_USE)),
        )
        .order_by(Expr::col(C_::Id).count(), Order::Desc)
        .order_by_asc(C_::Domain)
        .limit(count)
        .into_tuple()
        .all(db)
        .await
}

/// Stores an upload with its addresses.
pub async fn store<C: ConnectionTrait>(
    tx: &C,
    row: upload::Model,
    addresses: Vec<upload_address::Model>,
) -> Result<(), DbErr> {
    upload::Entity::insert(upload::ActiveModel::from(row)).exec_without_returning(tx).await?;
    for some in addresses.chunks(BATCH) {
        let some = some.iter().cloned().map(upload_address::ActiveModel::from);
        upload_address::Entity::insert_many(some).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Records that an upload was undone.
pub async fn mark_undone<C: ConnectionTrait>(
    tx: &C,
    id: &UploadId,
    by: &SingleLine,
    now: Timestamp,
) -> Result<(), DbErr> {
    upload::Entity::update_many()
        .col_expr(upload::Column::UndoneByName, Expr::value(by))
        .col_expr(upload::Column::UndoneAt, Expr::value(now))
        .filter(upload::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
